// What a list of headers has in memory when that goes back to libcurl. A program of its own: libcurl takes
// other memory functions only before its first use.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>

#include "transport/header_list.hpp"

namespace {

using ticket0::detail::HeaderList;

constexpr std::string_view key = "t0_a_key_in_a_header";

/// The memory that libcurl has, and whether any came back with the key in it.
struct {
  std::map<const void*, std::size_t> blocks;
  int allocations_left{-1};  // without end
  int freed{0};
  int freed_with_key{0};
} memory;

void* allocate(std::size_t size) {
  if (memory.allocations_left == 0) return nullptr;
  if (memory.allocations_left > 0) --memory.allocations_left;
  void* const block = std::malloc(size);
  memory.blocks[block] = size;
  return block;
}
void* allocate_zeros(std::size_t count, std::size_t size) {
  void* const block = allocate(count * size);
  return block == nullptr ? block : std::memset(block, 0, count * size);
}
void give_back(void* block) {
  if (block == nullptr) return;
  ++memory.freed;
  const std::string_view text{static_cast<const char*>(block), memory.blocks.at(block)};
  if (text.find(key) != std::string_view::npos) ++memory.freed_with_key;
  memory.blocks.erase(block);
  std::free(block);
}
void* reallocate(void* block, std::size_t size) {
  void* const other = allocate(size);
  if (other != nullptr && block != nullptr) {
    std::memcpy(other, block, std::min(size, memory.blocks.at(block)));
    give_back(block);
  }
  return other;
}
char* duplicate(const char* text) {
  const std::size_t size = std::strlen(text) + 1;
  void* const block = allocate(size);
  return block == nullptr ? nullptr : static_cast<char*>(std::memcpy(block, text, size));
}

class HeaderListInMemory : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_EQ(curl_global_init_mem(CURL_GLOBAL_NOTHING, &allocate, &give_back, &reallocate, &duplicate,
                                   &allocate_zeros),
              CURLE_OK);
  }
  void SetUp() override { memory = {}; }
  const ticket0::Headers headers_{{"Authorization", std::string{key}}, {"Accept", "application/json"}};
};

TEST_F(HeaderListInMemory, IsWithoutTheKeyWhenItGoes) {
  {
    const HeaderList list{headers_, true};
    ASSERT_THAT(list.get()->next->next->data, testing::HasSubstr(key));
  }
  EXPECT_EQ(memory.freed, 8) << "four lines, each with an entry of the list";
  EXPECT_EQ(memory.freed_with_key, 0);
  EXPECT_TRUE(memory.blocks.empty());
}

TEST_F(HeaderListInMemory, IsWithoutTheKeyWhereItCannotBeMadeToTheEnd) {
  constexpr int entry_of_the_key = 5;  // libcurl then frees its copy of the line itself
  for (int allocations = 0; allocations < 8; ++allocations) {
    memory = {.allocations_left = allocations};
    EXPECT_THROW(HeaderList(headers_, true), std::bad_alloc);
    EXPECT_EQ(memory.freed_with_key, allocations == entry_of_the_key ? 1 : 0) << allocations;
    EXPECT_TRUE(memory.blocks.empty()) << "after " << allocations << " allocations";
  }
}

}  // namespace

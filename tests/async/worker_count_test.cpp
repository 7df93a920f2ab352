// How many workers there are, and when, as the system counts them.
#include <filesystem>

#include "async/async_fixture.hpp"

namespace {

using ticket0::async;
using ticket0::Client;

/// Of this process.
std::ptrdiff_t threads() {
  return std::distance(std::filesystem::directory_iterator{"/proc/self/task"},
                       std::filesystem::directory_iterator{});
}

class WorkerCount : public AsyncTest {};

TEST_F(WorkerCount, IsNoneUntilTheyAreNeeded) {
  const auto before = threads();
  Client other{options_with(wire)};
  Client copy = other.with({});
  EXPECT_EQ(threads(), before);
  auto one = async(other, get);
  auto two = async(copy, get);
  EXPECT_EQ(threads(), before + 2) << "copies share them";
  wire->open();
  static_cast<void>(std::move(one).get());
  static_cast<void>(std::move(two).get());
}

TEST_F(WorkerCount, IsNoneWithoutTheClient) {
  const auto before = threads();
  auto busy = occupy_workers();
  EXPECT_EQ(threads(), before + workers);
  client.reset();
  EXPECT_EQ(threads(), before);
}

}  // namespace

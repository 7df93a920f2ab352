// Which messages this process was given as results of its replies.
#include "engine/reply_memory.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include "support.hpp"

namespace {

using ticket0::MessageId;
using ticket0::detail::ReplyMemory;

MessageId id(std::size_t number) { return MessageId{"msg_" + std::to_string(number)}; }

TEST(ReplyMemory, GivesEachMessageToOneCall) {
  ReplyMemory memory;
  EXPECT_FALSE(memory.contains(id(1)));
  EXPECT_TRUE(memory.claim(id(1)));
  EXPECT_TRUE(memory.contains(id(1)));
  EXPECT_FALSE(memory.claim(id(1)));
  EXPECT_FALSE(memory.contains(id(2)));
  EXPECT_TRUE(memory.claim(id(2)));
}

TEST(ReplyMemory, ForgetsTheOldestBeyondItsCapacity) {
  ReplyMemory memory;
  for (std::size_t i = 0; i < ReplyMemory::capacity; ++i) ASSERT_TRUE(memory.claim(id(i)));
  EXPECT_TRUE(memory.contains(id(0)));
  EXPECT_FALSE(memory.claim(id(0)));
  EXPECT_TRUE(memory.claim(id(ReplyMemory::capacity)));
  EXPECT_FALSE(memory.contains(id(0)));
  EXPECT_TRUE(memory.contains(id(1)));
  EXPECT_TRUE(memory.contains(id(ReplyMemory::capacity)));
}

TEST(ReplyMemory, OfAForkedChildIsEmptyAndItsParentsStays) {
  ReplyMemory memory;
  memory.claim(id(1));
  const pid_t child = fork();
  if (child == 0) _exit(!memory.contains(id(1)) && memory.claim(id(1)) && memory.claim(id(2)) ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(memory.contains(id(1)));
  EXPECT_FALSE(memory.contains(id(2)));
}

}  // namespace

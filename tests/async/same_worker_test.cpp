// Which worker takes a task.
#include <unistd.h>

#include <set>

#include "async/async_fixture.hpp"

namespace {

using ticket0::async;
using ticket0::Client;

class SameWorker : public AsyncTest {};

TEST_F(SameWorker, IsUsedAgainBeforeOthersAreStarted) {
  std::set<pid_t> seen;
  for (int i = 0; i < 20; ++i) {
    const pid_t worker = async(*client, [](const Client&) { return gettid(); }).get();
    wait_until_asleep(worker);
    seen.insert(worker);
  }
  EXPECT_EQ(seen.size(), 1U);
}

}  // namespace

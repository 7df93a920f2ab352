// The workers as their tasks see them.
#include "async/async_fixture.hpp"

namespace {

using ticket0::async;
using ticket0::Client;
using ticket0::Task;

class Workers : public AsyncTest {};

TEST_F(Workers, AreNoMoreThanSixteen) {
  std::vector<Task<ticket0::Ticket>> tasks;
  for (int i = 0; i < 3 * workers; ++i) tasks.push_back(async(*client, get));
  EXPECT_TRUE(wire->wait_for_calls(workers)) << "as many calls at once";
  wire->open();
  for (auto& task : tasks) EXPECT_EQ(std::move(task).get().id.str(), "tkt_1");
  EXPECT_EQ(wire->begun(), 3 * workers);
  EXPECT_EQ(wire->most(), workers);
}

TEST_F(Workers, TakeTasksInTheirOrder) {
  auto busy = occupy_workers();
  std::mutex mutex;
  std::vector<int> order;
  std::vector<Task<void>> tasks;
  for (int i = 0; i < 8; ++i)
    tasks.push_back(async(*client, [&, i](const Client&) {
      const std::lock_guard lock{mutex};
      order.push_back(i);
    }));
  busy.front().cancel();  // one worker is free
  for (auto& task : tasks) std::move(task).get();
  EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4, 5, 6, 7}));
  wire->open();
}

}  // namespace

// How many workers there are, and when.
#include <unistd.h>

#include <filesystem>
#include <set>

#include "async/async_fixture.hpp"
#include "concurrency/sanitized.hpp"

namespace {

using ticket0::async;
using ticket0::Client;
using ticket0::Task;

/// Of this process; empty where the system does not tell.
std::optional<std::ptrdiff_t> threads() {
  const std::filesystem::path tasks{"/proc/self/task"};
  if (!std::filesystem::exists(tasks)) return std::nullopt;
  return std::distance(std::filesystem::directory_iterator{tasks}, std::filesystem::directory_iterator{});
}

class Workers : public AsyncTest {};

TEST_F(Workers, WithoutASanitizerAreNotThereUntilTheyAreNeeded) {
  if (sanitized) GTEST_SKIP() << "a sanitizer has threads of its own";
  const auto before = threads();
  if (!before) GTEST_SKIP() << "the system does not tell";
  Client other{options_with(wire)};
  Client copy = other.with({});
  EXPECT_EQ(threads(), before);
  auto one = async(other, get);
  auto two = async(copy, get);
  EXPECT_EQ(threads(), *before + 2) << "copies share them";
  wire->open();
  static_cast<void>(std::move(one).get());
  static_cast<void>(std::move(two).get());
}

TEST_F(Workers, AreNoMoreThanSixteen) {
  std::vector<Task<ticket0::Ticket>> tasks;
  for (int i = 0; i < 3 * workers; ++i) tasks.push_back(async(*client, get));
  EXPECT_TRUE(wire->wait_for_calls(workers)) << "as many calls at once";
  wire->open();
  for (auto& task : tasks) EXPECT_EQ(std::move(task).get().id.str(), "tkt_1");
  EXPECT_EQ(wire->begun(), 3 * workers);
  EXPECT_EQ(wire->most(), workers);
}

TEST_F(Workers, AreUsedAgainBeforeOthersAreStarted) {
  if (!threads()) GTEST_SKIP() << "the system does not tell";
  std::set<pid_t> seen;
  for (int i = 0; i < 20; ++i) {
    const pid_t worker = async(*client, [](const Client&) { return gettid(); }).get();
    wait_until_asleep(worker);
    seen.insert(worker);
  }
  EXPECT_EQ(seen.size(), 1U);
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

TEST_F(Workers, WithoutASanitizerAreGoneWithTheClient) {
  if (sanitized) GTEST_SKIP() << "a sanitizer has threads of its own";
  const auto before = threads();
  if (!before) GTEST_SKIP() << "the system does not tell";
  auto busy = occupy_workers();
  EXPECT_EQ(threads(), *before + workers);
  client.reset();
  EXPECT_EQ(threads(), before);
}

}  // namespace

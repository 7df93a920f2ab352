// Who is a process of its own. Whatever way a child is made, it has to differ from its parent.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <functional>
#include <memory>
#include <new>
#include <ostream>
#include <thread>
#include <vector>

#include "base/process.hpp"

namespace {

using ticket0::detail::current_process;
using ticket0::detail::PerProcess;

/// Gives 0 in the child, as fork() does; -1 where it is not permitted.
using Fork = pid_t (*)();

/// Without what a C library does around it.
pid_t bare_clone_with(unsigned long flags) {
  return static_cast<pid_t>(syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}
pid_t bare_clone() { return bare_clone_with(0); }
pid_t bare_clone_as_first_process() { return bare_clone_with(CLONE_NEWPID); }
pid_t fork_as_first_process() { return unshare(CLONE_NEWPID) == 0 ? fork() : -1; }
pid_t fork_without_handlers() {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
  return _Fork();
#else
  return bare_clone();
#endif
}

constexpr int not_permitted = 100;

/// The exit status of a child that does this. A new namespace is for later children of whoever asks for it,
/// so a test does that in a child of its own.
int in_child(Fork make, const std::function<int()>& life) {
  const pid_t child = make();
  if (child < 0) return not_permitted;
  if (child == 0) _exit(life());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct Way {
  const char* name;
  std::vector<Fork> forks;  // one inside the other
  friend std::ostream& operator<<(std::ostream& out, const Way& way) { return out << way.name; }
};

class Process : public testing::TestWithParam<Way> {};

/// 0 where each generation differs from all before it.
int generations(const std::vector<Fork>& forks, std::size_t next, std::vector<long> ancestors) {
  ancestors.push_back(current_process());
  for (std::size_t i = 0; i + 1 < ancestors.size(); ++i)
    if (ancestors[i] == ancestors.back()) return 1;
  if (current_process() != ancestors.back()) return 2;
  if (next == forks.size()) return 0;
  return in_child(forks[next], [&] { return generations(forks, next + 1, ancestors); });
}

TEST_P(Process, DiffersFromAllItDescendsFrom) {
  const int end = in_child(&fork, [] { return generations(GetParam().forks, 0, {}); });
  if (end == not_permitted) GTEST_SKIP() << "a PID namespace is not permitted here";
  EXPECT_EQ(end, 0);
}

TEST_P(Process, SharesNothingThatIsPerProcess) {
  PerProcess<int> own;
  own.get() = 7;
  std::function<int(std::size_t)> live = [&](std::size_t next) {
    if (own.find() != nullptr || own.get() != 0) return 1;
    own.get() = 8;
    return next == GetParam().forks.size() ? 0
                                           : in_child(GetParam().forks[next], [&] { return live(next + 1); });
  };
  const int end = in_child(&fork, [&] { return live(0); });
  if (end == not_permitted) GTEST_SKIP() << "a PID namespace is not permitted here";
  EXPECT_EQ(end, 0);
  EXPECT_EQ(own.get(), 7);
}

INSTANTIATE_TEST_SUITE_P(
    All, Process,
    testing::Values(Way{"Fork", {&fork}}, Way{"ForkOfAFork", {&fork, &fork, &fork}},
                    Way{"ForkWithoutHandlers", {&fork_without_handlers}},
                    Way{"ForkWithoutHandlersInAFork", {&fork, &fork_without_handlers}},
                    Way{"BareClone", {&bare_clone}}, Way{"BareCloneOfABareClone", {&bare_clone, &bare_clone}},
                    Way{"FirstProcessOfANamespace_needs_a_pid_namespace", {&fork_as_first_process}},
                    Way{"SamePidInAnotherNamespace_needs_a_pid_namespace",
                        {&fork_as_first_process, &fork_as_first_process}},
                    Way{"SamePidByABareClone_needs_a_pid_namespace",
                        {&bare_clone_as_first_process, &bare_clone_as_first_process}},
                    Way{"SamePidThreeTimes_needs_a_pid_namespace",
                        {&bare_clone_as_first_process, &fork_as_first_process,
                         &bare_clone_as_first_process}}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ProcessItself, IsTheSameForAllItsThreads) {
  const long own = current_process();
  long seen = 0;
  std::thread{[&] { seen = current_process(); }}.join();
  EXPECT_EQ(seen, own);
}

TEST(ProcessItself, IsOneForThreadsOfAChildThatAskAtOnce) {
  EXPECT_EQ(in_child(&fork,
                     [] {
                       std::array<long, 8> seen{};
                       std::vector<std::thread> threads;
                       for (long& each : seen) threads.emplace_back([&each] { each = current_process(); });
                       for (auto& each : threads) each.join();
                       for (const long each : seen)
                         if (each != seen[0]) return 1;
                       return 0;
                     }),
            0);
}

TEST(MadeOnce, IsMadeByTheNextWhoAsksIfMakingThrew) {
  ticket0::detail::MadeOnce<int> made;
  const auto fails = []() -> std::shared_ptr<int> { throw std::bad_alloc{}; };
  EXPECT_THROW((void)made.get(fails), std::bad_alloc);
  EXPECT_THROW((void)made.get(fails), std::bad_alloc);
  EXPECT_EQ(*made.get([] { return std::make_shared<int>(1); }), 1);
  EXPECT_EQ(*made.get(fails), 1);
}

TEST(MadeOnce, IsMadeOnceByManyThreads) {
  ticket0::detail::MadeOnce<int> made;
  std::atomic<int> times{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] { (void)made.get([&] { return std::make_shared<int>(++times); }); });
  for (auto& each : threads) each.join();
  EXPECT_EQ(times, 1);
  EXPECT_EQ(*made.get([] { return std::make_shared<int>(2); }), 1);
}

}  // namespace

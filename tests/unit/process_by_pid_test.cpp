// Who is a process of its own, on a system that clears no memory for a child.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/process.hpp"

namespace {

int refused = 0;

}  // namespace

/// Takes the place of the C library's. An old system knows nothing of this advice.
extern "C" int madvise(void* /*memory*/, std::size_t /*size*/, int /*advice*/) noexcept {
  ++refused;
  errno = EINVAL;
  return -1;
}

namespace {

using ticket0::detail::current_process;

TEST(ProcessByPid, DiffersFromItsParentHoweverItWasForked) {
  const long parent = current_process();
  ASSERT_GT(refused, 0) << "the system was not asked";
  EXPECT_EQ(current_process(), parent);
  const auto differs = [parent](pid_t child) {
    if (child == 0) _exit(current_process() != parent && current_process() == current_process() ? 0 : 1);
    int status = -1;
    waitpid(child, &status, 0);
    return status == 0;
  };
  EXPECT_TRUE(differs(fork()));
  EXPECT_TRUE(differs(static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr))));
}

TEST(ProcessByPid, DiffersFromAParentWithTheSamePid_needs_a_pid_namespace) {
  const auto in_new_namespace = [](auto life) {
    const pid_t helper = fork();
    if (helper == 0) {
      if (unshare(CLONE_NEWPID) != 0) _exit(100);
      const pid_t first = fork();
      if (first == 0) _exit(life());
      int status = 0;
      waitpid(first, &status, 0);
      _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 101);
    }
    int status = 0;
    waitpid(helper, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 101;
  };
  const int end = in_new_namespace([&] {  // pid 1
    const long parent = current_process();
    if (unshare(CLONE_NEWPID) != 0) return 100;
    const pid_t child = fork();  // pid 1 again
    if (child == 0) _exit(getpid() == 1 && current_process() != parent ? 0 : 1);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 101;
  });
  if (end == 100) GTEST_SKIP() << "a PID namespace is not permitted here";
  EXPECT_EQ(end, 0);
}

}  // namespace

// Constructing a client asks the system for nothing: no file, no socket, no thread, no time to wait.
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <optional>
#include <thread>

#include "ticket0/client.hpp"

namespace {

/// From now on every system call kills this process, but for memory, identity, clocks and its end.
bool forbid_the_system() {
  constexpr auto number = static_cast<unsigned>(offsetof(seccomp_data, nr));
  constexpr std::array allowed{SYS_brk,           SYS_mmap,    SYS_munmap, SYS_mprotect,
                               SYS_mremap,        SYS_madvise, SYS_getpid, SYS_getrandom,
                               SYS_clock_gettime, SYS_futex,   SYS_exit,   SYS_exit_group};
  std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number)};
  for (const long call : allowed) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  const sock_fprog filter{.len = static_cast<unsigned short>(program.size()), .filter = program.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

ticket0::Client make_client() {
  return ticket0::Client{
      {.api_key = ticket0::Secret{"t0_measured"}, .base_url = "https://service.example/api/v1"}};
}

constexpr int cannot_forbid = 77;

/// What became of a child that did `what` without the system; empty where that cannot be forbidden here.
template <class What>
std::optional<int> status_without_the_system(const What& what) {
  const pid_t child = fork();
  if (child == 0) {
    if (!forbid_the_system()) _exit(cannot_forbid);
    what();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == cannot_forbid ? std::nullopt : std::optional{status};
}

TEST(ConstructingAClient, TakesNoFileNoSocketAndNoThread_needs_seccomp) {
  const ticket0::Client first = make_client();  // initialises libcurl and its TLS library, once in a process
  const auto status = status_without_the_system([] { const ticket0::Client second = make_client(); });
  if (!status) GTEST_SKIP() << "this system has no filter for system calls";
  EXPECT_EQ(*status, 0) << "ended by signal " << WTERMSIG(*status);
}

TEST(ConstructingAClient, IsWatchedByAFilterThatSeesThreadsAndFiles_needs_seccomp) {
  const auto thread = status_without_the_system([] { std::thread{[] {}}.join(); });
  if (!thread) GTEST_SKIP() << "this system has no filter for system calls";
  EXPECT_NE(*thread, 0);
  EXPECT_NE(status_without_the_system([] { (void)access("/", R_OK); }), 0);
}

}  // namespace

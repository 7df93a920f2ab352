#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <string>

#ifdef __linux__
#include <sched.h>
#include <sys/mount.h>

#include <fstream>

/// What a child returns that cannot make the namespace that it needs.
inline constexpr int no_namespace = 77;

/// unshare(), in a user namespace if need be.
inline bool unshare_as_root(int what) {
  if (geteuid() == 0) return unshare(what) == 0;
  const std::string map = "0 " + std::to_string(geteuid()) + " 1";
  if (unshare(CLONE_NEWUSER) != 0) return false;
  std::ofstream{"/proc/self/uid_map"} << map;
  return geteuid() == 0 && unshare(what) == 0;
}
#endif

/// What `job` returns in a process of its own; -1 if that was ended by a signal.
template <class Job>
int in_a_child(const Job& job) {
  const pid_t child = fork();
  if (child == 0) _exit(job());
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace sandbox_tests {

/// A child process with pipes on its stdout and stderr. Killed by the destructor if it still runs.
class Process {
 public:
  Process(const std::string& program, const std::vector<std::string>& arguments);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// The next line of stdout without its line break; waits for it. Empty at the end.
  std::string line();

  void signal(int number) const;

  struct Ended {
    int code{-1};  // -1: by a signal
    std::string out{};
    std::string err{};
  };
  /// Waits for the end; the rest of both outputs comes with it.
  Ended wait();

 private:
  pid_t pid_{-1};
  int out_{-1};
  int err_{-1};
};

}  // namespace sandbox_tests

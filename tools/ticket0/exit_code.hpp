#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "ticket0/error.hpp"

namespace tool {

/// How the program ended. Scripts depend on the numbers.
enum class ExitCode : int {
  done = 0,
  other = 1,  // a local problem, e.g. with a file, or a response that cannot be used
  usage = 2,  // the command line or an argument is not valid; nothing was sent
  key = 3,    // no usable key, or a key without the scope
  not_found = 4,
  rejected = 5,  // by the service
  limit = 6,     // the workspace's requests are used up
  network = 7,   // no connection, or no trusted one
  unknown = 8,   // a write was made, or may have been
  interrupted = 130
};

/// The exit codes, a line each, for the help and the manual.
extern const char* const exit_codes;

/// A problem on this machine, e.g. a full disk. what() is one line that says what to do.
class LocalError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The exit code of a call that failed; `is_write`: it would have changed something.
ExitCode exit_code_of(const ticket0::Error& error, bool is_write);

/// What the user gave the address and the key by: an option, or a variable of the environment.
struct Sources {
  std::string_view address{"--base-url"};
  std::string_view key{"the API key"};
};

/// what() with options and variables in place of the library's members.
std::string text_of(const ticket0::Error& error, const Sources& sources = {});

/// What stderr says of it: one line if nothing happened, else all that is known.
std::string report(const ticket0::Error& error, bool is_write, const Sources& sources = {});

}  // namespace tool

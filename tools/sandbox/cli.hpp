#pragma once

#include <span>
#include <stdexcept>
#include <string_view>

#include "sandbox/options.hpp"

namespace sandbox {

struct CommandLine {
  Options options{};
  bool help{false};
  bool quiet{false};
};

/// Its text is one line that names the argument at fault.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// `arguments` without the program's name. Throws UsageError.
CommandLine parse_command_line(std::span<const char* const> arguments);

std::string_view help_text();

}  // namespace sandbox

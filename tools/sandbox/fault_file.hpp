#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/fault.hpp"

namespace sandbox {

/// Its text names the entry and the member at fault, e.g. `faults[1].kind`.
class FaultFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The faults of {"faults": [{"route": "POST /tickets", "kind": "delay", "delay": 2000}, ...]}. Members are
/// those of Fault, times in milliseconds but for retry_after; route and kind are required, and a member that
/// the kind has no use for is a mistake. "about" beside "faults" says what the script is for. Throws
/// FaultFileError.
std::vector<Fault> parse_faults(std::string_view text, Generation generation = Generation::newer);

/// The faults of the file with this name. Throws FaultFileError.
std::vector<Fault> read_faults(const std::string& path, Generation generation = Generation::newer);

}  // namespace sandbox

#include "sandbox/generation.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

const std::vector<std::string_view>& statuses(Generation generation) {
  static const std::vector<std::string_view> newer{"processing", "open",     "pending",
                                                   "snoozed",    "resolved", "closed"};
  static const std::vector<std::string_view> older{"open", "pending", "snoozed", "resolved"};
  return generation == Generation::older ? older : newer;
}

std::string_view status_in(Generation generation, std::string_view status) {
  if (generation == Generation::newer) return status;
  if (status == "processing") return "open";
  if (status == "closed") return "resolved";
  return status;
}

std::optional<std::string> inbox_in(Generation generation, const std::optional<std::string>& inbox) {
  return generation == Generation::older && !inbox ? "inb_support" : inbox;
}

}  // namespace sandbox

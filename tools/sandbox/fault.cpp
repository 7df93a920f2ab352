#include "sandbox/fault.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/router.hpp"

namespace sandbox {
namespace {

using Kind = Fault::Kind;

constexpr std::array<std::string_view, 12> kinds{
    "status_before", "status_after", "commit_late", "lose_request", "lose_answer", "reset_before",
    "reset_after",   "truncate",     "drip",        "delay",        "cursor_loop", "overlap"};

}  // namespace

std::string_view text(Kind kind) { return kinds.at(static_cast<std::size_t>(kind)); }

std::optional<Kind> parse_kind(std::string_view text) {
  const auto* const found = std::find(kinds.begin(), kinds.end(), text);
  if (found == kinds.end()) return std::nullopt;
  return static_cast<Kind>(found - kinds.begin());
}

bool is_on_the_wire(Kind kind) { return kind >= Kind::lose_request && kind <= Kind::delay; }
bool is_of_lists(Kind kind) { return kind == Kind::cursor_loop || kind == Kind::overlap; }
bool has_status(Kind kind) { return kind <= Kind::commit_late; }

std::optional<FaultMistake> mistake_in(const Fault& fault, Generation generation) {
  if (fault.route != "*") {
    const auto routes = route_names();
    if (std::find(routes.begin(), routes.end(), fault.route) == routes.end()) {
      return FaultMistake{"route", "must be * or an endpoint, such as \"POST /tickets/:id/messages\""};
    }
    if (is_of_lists(fault.kind) && !is_paged(fault.route, generation)) {
      return FaultMistake{"route",
                          "must be a list that comes in pages for the kind " + std::string(text(fault.kind))};
    }
  }
  if (fault.status < 200 || fault.status > 599) return FaultMistake{"status", "must be from 200 to 599"};
  if (fault.retry_after && *fault.retry_after < 0) {
    return FaultMistake{"retry_after", "must not be negative"};
  }
  if (fault.delay < std::chrono::milliseconds{0}) return FaultMistake{"delay", "must not be negative"};
  return std::nullopt;
}

}  // namespace sandbox

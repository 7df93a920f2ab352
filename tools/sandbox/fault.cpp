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

constexpr std::array<std::string_view, 17> kinds{
    "status_before", "status_after", "commit_late", "lose_request", "lose_answer", "reset_before",
    "reset_after",   "truncate",     "drip",        "delay",        "idle_bytes",  "idle_close",
    "cursor_loop",   "overlap",      "stale",       "skew",         "rewrite"};

constexpr std::array<std::string_view, 3> unasked{"200", "408", "junk"};
constexpr std::array<std::string_view, 11> rewritings{
    "text_empty",     "text_quoted", "text_wrapped",  "text_escaped",   "text_cut",     "text_greeting",
    "text_signature", "text_spaces", "address_empty", "address_tagged", "address_other"};

}  // namespace

std::string_view text(Kind kind) { return kinds.at(static_cast<std::size_t>(kind)); }

std::optional<Kind> parse_kind(std::string_view text) {
  const auto* const found = std::find(kinds.begin(), kinds.end(), text);
  if (found == kinds.end()) return std::nullopt;
  return static_cast<Kind>(found - kinds.begin());
}

bool is_on_the_wire(Kind kind) { return kind >= Kind::lose_request && kind <= Kind::idle_close; }
bool is_of_lists(Kind kind) { return kind == Kind::cursor_loop || kind == Kind::overlap; }
bool is_of_storing(Kind kind) { return kind == Kind::skew || kind == Kind::rewrite; }
bool has_status(Kind kind) { return kind <= Kind::commit_late; }

std::span<const std::string_view> modes_of(Kind kind) {
  if (kind == Kind::idle_bytes) return unasked;
  if (kind == Kind::rewrite) return rewritings;
  return {};
}

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
  const std::string_view its_route = fault.kind == Kind::stale   ? "GET /tickets/:id/messages"
                                     : is_of_storing(fault.kind) ? "POST /tickets/:id/messages"
                                                                 : "";
  if (!its_route.empty() && fault.route != "*" && fault.route != its_route) {
    return FaultMistake{
        "route", "must be " + std::string(its_route) + " for the kind " + std::string(text(fault.kind))};
  }
  const auto modes = modes_of(fault.kind);
  if (!modes.empty() && std::find(modes.begin(), modes.end(), fault.mode) == modes.end()) {
    std::string all;
    for (const auto each : modes) all.append(" ").append(each);
    return FaultMistake{"mode", "must be one of" + all};
  }
  if (fault.kind == Kind::stale && fault.seconds < std::chrono::seconds{0}) {
    return FaultMistake{"seconds", "must not be negative for the kind stale"};
  }
  if (fault.status < 200 || fault.status > 599) return FaultMistake{"status", "must be from 200 to 599"};
  if (fault.retry_after && *fault.retry_after < 0) {
    return FaultMistake{"retry_after", "must not be negative"};
  }
  if (fault.delay < std::chrono::milliseconds{0}) return FaultMistake{"delay", "must not be negative"};
  return std::nullopt;
}

}  // namespace sandbox

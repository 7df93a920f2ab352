#pragma once

#include <string_view>

#include "sandbox/json.hpp"

namespace sandbox {

/// What a webhook tells, e.g. ticket.created with the ticket as the API gives it.
struct Event {
  std::string_view type{};
  Json data{};
};

}  // namespace sandbox

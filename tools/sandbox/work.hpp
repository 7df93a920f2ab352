#pragma once

#include <optional>
#include <vector>

#include "sandbox/clock.hpp"
#include "sandbox/fault.hpp"
#include "sandbox/keys.hpp"
#include "sandbox/request.hpp"
#include "sandbox/router.hpp"
#include "sandbox/service.hpp"

namespace sandbox {

/// An admitted request, ready to be carried out now or later.
struct Service::Work {
  Request request{};
  Target target{};
  Match match{};
  const ApiKey* key{nullptr};
  std::vector<Fault> storing{};    // how its message is stored otherwise
  std::optional<Instant> as_of{};  // the answer is as old as that
};

}  // namespace sandbox

#pragma once

#include "sandbox/keys.hpp"
#include "sandbox/request.hpp"
#include "sandbox/router.hpp"
#include "sandbox/service.hpp"
#include "sandbox/target.hpp"

namespace sandbox {

/// An admitted request, ready to be carried out now or later.
struct Service::Work {
  Request request{};
  Target target{};
  Match match{};
  const ApiKey* key{nullptr};
};

}  // namespace sandbox

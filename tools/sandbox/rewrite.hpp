#pragma once

#include <span>

#include "sandbox/fault.hpp"
#include "sandbox/store.hpp"

namespace sandbox {

/// The reply as a service stores it that changes what it gets: by the faults of the kinds skew and rewrite.
NewReply stored_otherwise(NewReply reply, std::span<const Fault> faults);

}  // namespace sandbox

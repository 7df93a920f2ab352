#pragma once

#include "base/cancel.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// What max_attempts may be at most.
inline constexpr int highest_max_attempts = 100;
/// Each mistake is an InvalidArgument that names the member and says what it should look like.
void validate(const CallOptions& options);

/// Options of a call as they hold, and what keeps their token connected to those it stands for.
struct MergedOptions {
  CallOptions options{};
  AnyOf cancel{};
};

/// What Client::with() promises: of `call` and `outer`, the call's times, attempts and RetryWrites win,
/// headers are added (of one name, in whatever case, the call's alone is left), and either token cancels.
[[nodiscard]] MergedOptions merge(const MergedOptions& outer, CallOptions call);

}  // namespace ticket0::inline v1::detail

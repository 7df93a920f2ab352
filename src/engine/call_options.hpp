#pragma once

#include "http/any_of.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// Options of a call as they hold, and what keeps their token connected to those it stands for.
struct MergedOptions {
  CallOptions options{};
  AnyOf cancel{};
};

/// What Client::with() promises: of `call` and `outer`, the call's times, attempts and RetryWrites win,
/// headers are added (of one name, in whatever case, the call's alone is left), and either token cancels.
[[nodiscard]] MergedOptions merge(const MergedOptions& outer, CallOptions call);

}  // namespace ticket0::inline v1::detail

#pragma once

#include <atomic>

#include "base/cancel.hpp"
#include "base/send_permit.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// The highest max_attempts that is accepted.
inline constexpr int highest_max_attempts = 100;
/// Each mistake is an InvalidArgument that names the member and says what it should look like.
void validate(const CallOptions& options);

/// The options that apply to a call, and the connection of their token to those it stands for.
struct MergedOptions {
  CallOptions options{};
  AnyOf cancel{};
  /// How long a job was queued: its first call takes that off its own time.
  std::shared_ptr<std::atomic<std::chrono::steady_clock::duration>> queued{};
  /// What the calls of a job need to send, on whichever thread it makes them.
  std::shared_ptr<const SendPermits> permits{};
};

/// What Client::with() promises: the times, attempts and RetryWrites of `call` override those of `outer`, its
/// headers are added and replace those of the same name in any case, and either token cancels.
[[nodiscard]] MergedOptions merge(const MergedOptions& outer, CallOptions call);

}  // namespace ticket0::inline v1::detail

#include "outbox/verdict.hpp"

#include <algorithm>
#include <array>

namespace ticket0::inline v1::outbox::detail {

namespace {

template <class E>
const E* as(const Error& error) noexcept {
  return dynamic_cast<const E*>(&error);
}

/// A proxy may respond so to a request that it has passed on.
constexpr int request_timeout = 408;

/// A wrong base URL, a sign-in page or a proxy responds so to every entry; the service names a code.
bool is_of_the_way(const ApiError& error) {
  constexpr std::array of_the_connection{407, request_timeout, 421, 425};
  constexpr std::array of_the_content{400, 413, 422};  // whoever says it
  const int status = error.status();
  const auto is_one_of = [&](const auto& statuses) {
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
  };
  if ((status >= 300 && status < 400) || is_one_of(of_the_connection)) return true;
  return error.code().text().empty() && !is_one_of(of_the_content);
}

Verdict verdict_on_refusal(const Error& error) {
  const auto* const answered = as<ApiError>(error);
  if (answered != nullptr && answered->status() == request_timeout) return Verdict::doubt;
  const bool is_of_sender = answered == nullptr || as<AuthenticationError>(error) != nullptr ||
                            as<PermissionError>(error) != nullptr || as<RateLimitError>(error) != nullptr ||
                            is_of_the_way(*answered);
  return is_of_sender ? Verdict::pause : Verdict::reject;
}

}  // namespace

Verdict verdict_on(const Error& error) {
  const bool was_stopped = as<CancelledError>(error) != nullptr;
  switch (error.outcome()) {
    case Outcome::not_sent:
      if (as<InvalidArgument>(error) != nullptr) return Verdict::reject;  // it fails the same way each time
      return was_stopped ? Verdict::queue : Verdict::pause;
    case Outcome::throttled: return Verdict::pause;
    case Outcome::rejected: return verdict_on_refusal(error);
    case Outcome::applied: return Verdict::accepted;
    case Outcome::unknown: break;
  }
  return was_stopped ? Verdict::look : Verdict::doubt;
}

Failure failure_of(const Error& error) {
  constexpr std::chrono::hours longest{24};
  Failure failure{.verdict = verdict_on(error), .text = error.explain()};
  if (const auto* const answered = as<ApiError>(error)) {
    const bool is_of_entry =
        answered->status() >= 400 && answered->status() < 500 && !is_of_the_way(*answered);
    failure.has_answered =
        is_of_entry && as<AuthenticationError>(error) == nullptr && as<RateLimitError>(error) == nullptr;
    failure.is_forbidden = as<PermissionError>(error) != nullptr;
    failure.wait = std::min<std::chrono::milliseconds>(
        answered->retry_after().value_or(std::chrono::seconds{0}), longest);
  }
  return failure;
}

}  // namespace ticket0::inline v1::outbox::detail

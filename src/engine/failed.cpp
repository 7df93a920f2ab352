#include "engine/failed.hpp"

#include "engine/retry_after.hpp"

namespace ticket0::inline v1::detail {

namespace {

Ending ending_of(int status, ErrorCode code, Outcome outcome) noexcept {
  if (outcome == Outcome::refused) return Ending::refused;
  if (outcome == Outcome::rejected) return Ending::rejected;
  return status == 500 && code == ErrorCode::internal ? Ending::internal : Ending::server_error;
}

Ending ending_of(const NoAnswer& failure) noexcept {
  using Reason = TransportError::Reason;
  if (failure.reason == Reason::limit) return Ending::over_limit;
  switch (failure.outcome) {  // of a transport that is not ours, which may know more
    case Outcome::not_sent: break;
    case Outcome::refused: return Ending::refused;
    case Outcome::rejected: return Ending::rejected;
    case Outcome::applied: return Ending::unreadable;
    case Outcome::unknown: return Ending::lost;
  }
  return failure.hopeless || failure.reason == Reason::tls ? Ending::hopeless : Ending::not_sent;
}

}  // namespace

Failed failed_answer(HttpResponse response, std::chrono::system_clock::time_point now,
                     const json::Stop& stop) {
  Failed failed;
  failed.body = json::decode_error(response.body, stop);
  const ErrorCode code = parse_as(failed.body.code, ErrorCode::unknown);
  failed.outcome = outcome_of(response.status, kind_of(response.status, code));
  failed.ending = ending_of(response.status, code, failed.outcome);
  failed.asked = retry_after(response, failed.body, failed.ending == Ending::refused, now);
  failed.response = std::move(response);
  return failed;
}

Failed failed_exchange(NoAnswer failure) {
  Failed failed;
  if (failure.text.empty()) failure.text = "the transport failed, and did not say why";
  failed.outcome = failure.outcome;
  failed.ending = ending_of(failure);
  failed.no_answer = std::move(failure);
  return failed;
}

Failed failed_decode(HttpResponse response, std::string problem, bool over_limit) {
  Failed failed;
  failed.ending = over_limit ? Ending::over_limit : Ending::unreadable;
  failed.outcome = Outcome::applied;
  failed.response = std::move(response);
  failed.problem = std::move(problem);
  return failed;
}

}  // namespace ticket0::inline v1::detail

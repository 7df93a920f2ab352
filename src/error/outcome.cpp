#include "error/outcome.hpp"

namespace ticket0::inline v1::detail {

std::string_view describe(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::not_sent: return "not_sent: the service never got the request";
    case Outcome::refused: return "refused: the service declined before acting";
    case Outcome::rejected: return "rejected: the service said no";
    case Outcome::applied: return "applied: the service said yes, only its answer could not be used";
    case Outcome::unknown: break;
  }
  return "unknown: it may or may not have happened";
}

Outcome outcome_of_status(int status) noexcept {
  if (status == 429) return Outcome::refused;
  if (status >= 300 && status < 500) return Outcome::rejected;
  return status >= 200 && status < 300 ? Outcome::applied : Outcome::unknown;
}

}  // namespace ticket0::inline v1::detail

#include "webhook/validate.hpp"

#include "base/check.hpp"

namespace ticket0::inline v1::detail {

void check_secret(std::string_view member, const Secret& secret) {
  if (secret.empty())
    refuse(member, "is empty, and with it anybody could sign: it is shown where the endpoint was made");
}

void check_secrets(std::string_view member, std::span<const Secret> secrets) {
  constexpr std::size_t most = 8;
  if (secrets.empty() || secrets.size() > most)
    refuse(member, "has " + std::to_string(secrets.size()) + ": a webhook is verified with 1 to 8 secrets");
  for (std::size_t at = 0; const Secret& secret : secrets)
    check_secret(std::string{member} + "[" + std::to_string(at++) + "]", secret);
}

void check_time(std::string_view member, std::chrono::seconds time, std::chrono::seconds lowest,
                std::chrono::days highest) {
  if (time < lowest || time > highest)
    refuse(member, "is " + std::to_string(time.count()) + " s: it has to be from " +
                       std::to_string(lowest.count()) + " s to " + std::to_string(highest.count()) + " days");
}

void check_count(std::string_view member, std::size_t count) {
  if (count == 0) refuse(member, "is 0: it has to be at least 1");
}

void check(const webhook::Checks& checks) {
  check_time("Checks.max_age", checks.max_age);
  check_time("Checks.max_ahead", checks.max_ahead, std::chrono::seconds{0});
  check_count("Checks.max_bytes", checks.max_bytes);
}

}  // namespace ticket0::inline v1::detail

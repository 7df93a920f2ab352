#include "webhook/validate.hpp"

#include "base/check.hpp"

namespace ticket0::inline v1::detail {

template <class E>
void check_secret(std::string_view member, const Secret& secret) {
  if (secret.empty())
    refuse<E>(member, "is empty, and with it anybody could sign: it is shown where the endpoint was made");
}

template <class E>
void check_secrets(std::string_view member, std::span<const Secret> secrets) {
  constexpr std::size_t most = 8;
  if (secrets.empty() || secrets.size() > most)
    refuse<E>(member,
              "has " + std::to_string(secrets.size()) + ": a webhook is verified with 1 to 8 secrets");
  for (std::size_t at = 0; const Secret& secret : secrets)
    check_secret<E>(std::string{member} + "[" + std::to_string(at++) + "]", secret);
}

template <class E>
void check_time(std::string_view member, std::chrono::seconds time, std::chrono::seconds lowest,
                std::chrono::days highest) {
  if (time < lowest || time > highest)
    refuse<E>(member, "is " + std::to_string(time.count()) + " s: it has to be from " +
                          std::to_string(lowest.count()) + " s to " + std::to_string(highest.count()) +
                          " days");
}

template <class E>
void check_count(std::string_view member, std::size_t count) {
  if (count == 0) refuse<E>(member, "is 0: it has to be at least 1");
}

template <class E>
void check(const webhook::Checks& checks) {
  check_time<E>("Checks.max_age", checks.max_age);
  check_time<E>("Checks.max_ahead", checks.max_ahead, std::chrono::seconds{0});
  check_count<E>("Checks.max_bytes", checks.max_bytes);
}

template void check_secret<InvalidArgument>(std::string_view, const Secret&);
template void check_secrets<InvalidArgument>(std::string_view, std::span<const Secret>);
template void check_secrets<ConfigError>(std::string_view, std::span<const Secret>);
template void check_time<ConfigError>(std::string_view, std::chrono::seconds, std::chrono::seconds,
                                      std::chrono::days);
template void check_count<ConfigError>(std::string_view, std::size_t);
template void check<InvalidArgument>(const webhook::Checks&);
template void check<ConfigError>(const webhook::Checks&);

}  // namespace ticket0::inline v1::detail

#include "webhook/verify.hpp"

#include <algorithm>

#include "webhook/signature_header.hpp"

namespace ticket0::inline v1 {

namespace detail {

void check(std::span<const Secret> secrets) {
  constexpr std::size_t most = 8;
  if (secrets.empty() || secrets.size() > most)
    throw ConfigError{"a webhook is verified with 1 to 8 secrets, not " + std::to_string(secrets.size())};
  if (std::any_of(secrets.begin(), secrets.end(), [](const Secret& secret) { return secret.empty(); }))
    throw ConfigError{
        "a webhook's secret is empty, and with it anybody could sign: it is shown where the endpoint was "
        "made"};
}

bool matches(std::string_view body, std::span<const Digest> signatures, std::span<const Secret> secrets) {
  bool any = false;
  for (const Secret& secret : secrets) {
    const Digest expected = hmac_sha256(secret.reveal(), body);
    for (const Digest& signature : signatures) any |= equal_in_constant_time(signature, expected);
  }
  return any;
}

}  // namespace detail

namespace webhook {

bool verify(std::string_view body, std::string_view signature, std::span<const Secret> secrets) {
  detail::check(secrets);
  return detail::matches(body, detail::signatures_in(signature), secrets);
}

std::string sign(std::string_view body, const Secret& secret) {
  detail::check({&secret, 1});
  return "sha256=" + detail::to_hex(detail::hmac_sha256(secret.reveal(), body));
}

}  // namespace webhook
}  // namespace ticket0::inline v1

#include "webhook/verify.hpp"

#include "webhook/signature_header.hpp"
#include "webhook/validate.hpp"

namespace ticket0::inline v1 {

namespace detail {

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
  detail::check_secrets("secrets", secrets);
  return detail::matches(body, detail::signatures_in(signature), secrets);
}

std::string sign(std::string_view body, const Secret& secret) {
  detail::check_secret("secret", secret);
  return "sha256=" + detail::to_hex(detail::hmac_sha256(secret.reveal(), body));
}

}  // namespace webhook
}  // namespace ticket0::inline v1

#include "webhook/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <optional>

#include "base/check.hpp"

namespace ticket0::inline v1 {
namespace detail {

namespace {

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Digest> read_signature(std::string_view text) noexcept {
  constexpr std::string_view scheme = "sha256=";
  Digest digest{};
  if (!text.starts_with(scheme) || text.size() != scheme.size() + 2 * digest.size()) return std::nullopt;
  text.remove_prefix(scheme.size());
  for (std::uint8_t& byte : digest) {
    const int high = hex_value(text[0]);
    const int low = hex_value(text[1]);
    if (high < 0 || low < 0) return std::nullopt;
    byte = static_cast<std::uint8_t>(high * 16 + low);
    text.remove_prefix(2);
  }
  return digest;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  Digest digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw Error{"libcrypto failed to compute SHA-256"};
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  Digest digest{};
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
           digest.data(), &size) == nullptr ||
      size != digest.size())
    throw Error{"libcrypto failed to compute HMAC-SHA256"};
  return digest;
}

bool equal_in_constant_time(const Digest& a, const Digest& b) noexcept {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_hex(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * digest.size());
  for (const std::uint8_t byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 0xF];
  }
  return text;
}

std::vector<Digest> signatures_in(std::string_view header) {
  constexpr std::string_view separators = ", \t";
  std::vector<Digest> found;
  for (;;) {
    const auto begin = header.find_first_not_of(separators);
    if (begin == std::string_view::npos) return found;
    header.remove_prefix(begin);
    const auto word = header.substr(0, header.find_first_of(separators));
    header.remove_prefix(word.size());
    if (const auto digest = read_signature(word)) found.push_back(*digest);
  }
}

template <class E>
void check_secret(std::string_view member, const Secret& secret) {
  if (secret.empty())
    refuse<E>(member, "is empty, so anybody could sign: the service shows it where the endpoint was created");
}

template <class E>
void check_secrets(std::string_view member, std::span<const Secret> secrets) {
  constexpr std::size_t most = 8;
  if (secrets.empty() || secrets.size() > most)
    refuse<E>(member, "has " + std::to_string(secrets.size()) + " secrets: it has to have 1 to 8");
  for (std::size_t at = 0; const Secret& secret : secrets)
    check_secret<E>(std::string{member} + "[" + std::to_string(at++) + "]", secret);
}

template void check_secret<InvalidArgument>(std::string_view, const Secret&);
template void check_secrets<InvalidArgument>(std::string_view, std::span<const Secret>);
template void check_secrets<ConfigError>(std::string_view, std::span<const Secret>);

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
  detail::check_secrets<InvalidArgument>("secrets", secrets);
  return detail::matches(body, detail::signatures_in(signature), secrets);
}

std::string sign(std::string_view body, const Secret& secret) {
  detail::check_secret<InvalidArgument>("secret", secret);
  return "sha256=" + detail::to_hex(detail::hmac_sha256(secret.reveal(), body));
}

}  // namespace webhook
}  // namespace ticket0::inline v1

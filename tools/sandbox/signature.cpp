#include "sandbox/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sandbox {

std::string signature(std::string_view secret, std::string_view body) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(body.data());
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes, body.size(), digest.data(),
           &size) == nullptr ||
      size != digest.size()) {
    throw std::runtime_error("libcrypto cannot make an HMAC-SHA256");
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "sha256=";
  for (const unsigned char byte : digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

}  // namespace sandbox

#include "sandbox/webhook_delivery.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sandbox {

void DeliveryQueue::add(Delivery delivery, Time due) { waiting_.emplace(due, std::move(delivery)); }

std::optional<Delivery> DeliveryQueue::take(Time now) {
  if (waiting_.empty() || waiting_.begin()->first > now) return std::nullopt;
  return std::move(waiting_.extract(waiting_.begin()).mapped());
}

std::optional<DeliveryQueue::Time> DeliveryQueue::next() const {
  return waiting_.empty() ? std::nullopt : std::optional(waiting_.begin()->first);
}

void DeliveryQueue::hasten(std::size_t event, Time now) {
  for (auto at = waiting_.upper_bound(now); at != waiting_.end();) {
    const auto entry = at++;
    if (entry->second.event != event || entry->second.attempts > 0) continue;
    auto node = waiting_.extract(entry);
    node.key() = now;
    waiting_.insert(std::move(node));
  }
}

bool Dice::hit(Of what, int percent, const Delivery& delivery) const {
  return pick(what, 100, delivery) < static_cast<std::size_t>(percent);
}

std::size_t Dice::pick(Of what, std::size_t choices, const Delivery& delivery) const {
  std::seed_seq seed{seed_, static_cast<std::uint32_t>(what), static_cast<std::uint32_t>(delivery.event),
                     static_cast<std::uint32_t>(delivery.attempts), delivery.twin ? 1U : 0U};
  // Not a distribution of the standard library: each implementation has its own.
  return std::mt19937(seed)() % choices;
}

std::optional<std::chrono::microseconds> retry_wait(int failed, double scale) {
  using namespace std::chrono_literals;
  constexpr std::array<std::chrono::minutes, 5> waits{1min, 5min, 30min, 2h, 6h};
  const auto index = static_cast<std::size_t>(failed) - 1;
  if (index >= waits.size()) return std::nullopt;
  return std::chrono::round<std::chrono::microseconds>(
      std::chrono::duration<double, std::chrono::minutes::period>(waits[index]) * scale);
}

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

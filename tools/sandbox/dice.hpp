#pragma once

#include <cstddef>
#include <cstdint>

#include "sandbox/delivery_queue.hpp"

namespace sandbox {

/// What goes wrong with which delivery. It is told from the seed, the event and the attempt alone, so that
/// the order in which threads come here changes nothing.
class Dice {
 public:
  enum class Of : std::uint32_t { duplicate, reorder, tamper, secret };

  explicit Dice(std::uint32_t seed) : seed_(seed) {}

  bool hit(Of what, int percent, const Delivery& delivery) const;
  std::size_t pick(Of what, std::size_t choices, const Delivery& delivery) const;  // 0 to choices - 1

 private:
  std::uint32_t seed_;
};

}  // namespace sandbox

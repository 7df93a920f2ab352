#include "sandbox/dice.hpp"

#include <cstddef>
#include <cstdint>
#include <random>

namespace sandbox {

bool Dice::hit(Of what, int percent, const Delivery& delivery) const {
  return pick(what, 100, delivery) < static_cast<std::size_t>(percent);
}

std::size_t Dice::pick(Of what, std::size_t choices, const Delivery& delivery) const {
  std::seed_seq seed{seed_, static_cast<std::uint32_t>(what), static_cast<std::uint32_t>(delivery.event),
                     static_cast<std::uint32_t>(delivery.attempts), delivery.twin ? 1U : 0U};
  // Not a distribution of the standard library: each implementation has its own.
  return std::mt19937(seed)() % choices;
}

}  // namespace sandbox

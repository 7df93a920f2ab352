#include "sandbox/wire.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>

namespace sandbox {
namespace {

constexpr std::array<std::string_view, 9> endings{"answer",   "close",    "reset",     "truncate",  "drip",
                                                  "then_200", "then_408", "then_junk", "then_close"};

}  // namespace

std::string_view text(Wire::Ending ending) { return endings.at(static_cast<std::size_t>(ending)); }

std::string encode_wire(const Wire& wire) {
  return std::string(text(wire.ending)) + " " + std::to_string(wire.bytes) + " " +
         std::to_string(wire.delay.count());
}

Wire decode_wire(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::string ending;
  std::size_t bytes = 0;
  std::chrono::milliseconds::rep delay = 0;
  if (!(stream >> ending >> bytes >> delay)) return {};
  const auto* const found = std::find(endings.begin(), endings.end(), ending);
  if (found == endings.end()) return {};
  return {static_cast<Wire::Ending>(found - endings.begin()), bytes, std::chrono::milliseconds{delay}};
}

}  // namespace sandbox

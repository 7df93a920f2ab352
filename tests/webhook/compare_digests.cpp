// compare_digests NN: compares two digests that differ in byte NN alone, or in none where NN is 99.
#include <cstdlib>

#include "webhook/signature.hpp"

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const ticket0::detail::Digest a{};
  ticket0::detail::Digest b{};
  const auto at = static_cast<std::size_t>(std::atoi(arguments[1]));
  if (at < b.size()) b[at] = 1;
  return ticket0::detail::equal_in_constant_time(a, b) == (at >= b.size()) ? 0 : 1;
}

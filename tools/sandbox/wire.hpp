#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace sandbox {

/// What is to happen to an answer on its way to the client.
struct Wire {
  enum class Ending {
    answer,    // it arrives whole, after `delay`
    close,     // the connection is closed and no byte of it arrives
    reset,     // the same with a TCP reset
    truncate,  // `bytes` of its body arrive, then the connection is closed
    drip,      // its body arrives byte by byte, with `delay` between them
    // It arrives whole; `delay` later, if nothing was asked meanwhile, there comes
    then_200,    // the same answer once more
    then_408,    // a proxy's 408
    then_junk,   // what is no answer
    then_close,  // the end of the connection
  };
  Ending ending{Ending::answer};
  std::size_t bytes{0};
  std::chrono::milliseconds delay{0};

  friend bool operator==(const Wire&, const Wire&) = default;
};

std::string_view text(Wire::Ending ending);

/// As the value of a header between the server and the relay, and back. A text that is none: the answer as it
/// is.
std::string encode_wire(const Wire& wire);
Wire decode_wire(std::string_view text);

}  // namespace sandbox

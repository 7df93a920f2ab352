#include "transport/descriptors.hpp"

#ifndef _WIN32
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#endif

namespace ticket0::inline v1::detail {

#ifdef _WIN32
bool descriptors_short() noexcept { return false; }  // there is no small limit
#else
#ifdef SOCK_CLOEXEC
constexpr int close_on_exec = SOCK_CLOEXEC;
#else
constexpr int close_on_exec = 0;
#endif

bool descriptors_short() noexcept {
  std::array<int, 8> opened{};
  std::size_t count = 0;
  int error = 0;
  while (error == 0 && count < opened.size()) {
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | close_on_exec, 0);
    if (descriptor < 0)
      error = errno;
    else
      opened[count++] = descriptor;
  }
  while (count > 0) close(opened[--count]);
  return error == EMFILE || error == ENFILE;
}
#endif

}  // namespace ticket0::inline v1::detail

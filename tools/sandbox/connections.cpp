#include "sandbox/connections.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace sandbox {
namespace {

std::vector<int> open_descriptors() {
  std::vector<int> descriptors;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/fd", ignored)) {
    const auto name = entry.path().filename().string();
    int descriptor = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), descriptor);
    if (parsed.ec == std::errc{}) descriptors.push_back(descriptor);
  }
  return descriptors;
}

}  // namespace

Connections::Connections(int listener) {
  if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address_), &size_) != 0) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot tell the address of the listening socket");
  }
}

void Connections::shut_down() const {
  for (const int descriptor : open_descriptors()) {
    // The owner may close the descriptor at any moment and its number may come back as something else. A
    // duplicate stays what it was when its address was read.
    const int duplicate = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (duplicate < 0) continue;
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    if (::getsockname(duplicate, reinterpret_cast<sockaddr*>(&address), &size) == 0 && size == size_ &&
        std::memcmp(&address, &address_, size) == 0) {
      ::shutdown(duplicate, SHUT_RDWR);
    }
    ::close(duplicate);
  }
}

}  // namespace sandbox

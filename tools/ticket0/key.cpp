#include "key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace tool {
namespace {

/// Longer than any key or secret, and short enough to show that a file is something else.
constexpr std::size_t longest_secret = 4096;

std::string octal(mode_t mode) {
  std::string digits;
  for (mode_t rest = mode & 0777U; digits.size() < 3; rest /= 8U)
    digits.insert(digits.begin(), static_cast<char>('0' + rest % 8U));
  return digits;
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number != STDIN_FILENO) ::close(number);
  }
};

}  // namespace

ticket0::Secret read_secret(const std::string& what, const std::string& path) {
  const bool is_stdin = path == "-";
  const Descriptor file{is_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0 && path.starts_with("t0_"))
    throw KeyError{what +
                   ": this is a key, not a file; other users of this machine can read arguments: set "
                   "TICKET0_API_KEY, or write the key to a file of mode 600 and name that"};
  if (file.number < 0)
    throw KeyError{what + ": cannot open " + path + ": " + std::strerror(errno) +
                   "; name a file of mode 600"};
  struct stat found {};
  if (!is_stdin && ::fstat(file.number, &found) == 0 && S_ISREG(found.st_mode) && (found.st_mode & 077U) != 0)
    throw KeyError{what + ": " + path + " has mode " + octal(found.st_mode) +
                   ", so others can read it; run: chmod 600 " + path};
  if (is_stdin && ::isatty(STDIN_FILENO) == 1)
    throw KeyError{what + " -: standard input is a terminal; send it by a pipe, or name a file of mode 600"};

  std::array<char, longest_secret + 1> bytes{};
  std::size_t size = 0;
  for (ssize_t count = 1; size < bytes.size() && count > 0;) {
    count = ::read(file.number, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno != EINTR)
      throw KeyError{what + ": cannot read " + path + ": " + std::strerror(errno)};
    if (count > 0) size += static_cast<std::size_t>(count);
  }
  std::string text{bytes.data(), size};
  ::explicit_bzero(bytes.data(), bytes.size());
  if (size > longest_secret) throw KeyError{what + ": " + path + " is too long; the file holds one line"};
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return ticket0::Secret{std::move(text)};
}

std::string mistake_in_key(std::string_view key) {
  if (key.empty()) return "is empty: take a key from the workspace's settings; it starts with t0_";
  if (key.starts_with("Bearer "))
    return "starts with \"Bearer \", which the program adds itself: leave it out";
  if (key.front() == '"' || key.front() == '\'') return "is in quotes: remove them";
  const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!printable) return "has a blank, a line break or another character that no key has: copy it again";
  if (!key.starts_with("t0_") || key.size() == 3)
    return "does not start with t0_: is it the key of another service? Take one from the workspace's "
           "settings";
  return {};
}

ticket0::Secret read_key(const std::string& key_file) {
  const char* const variable = std::getenv("TICKET0_API_KEY");
  if (key_file.empty() && variable == nullptr)
    throw KeyError{
        "there is no API key: create one in the workspace's settings, then set TICKET0_API_KEY, or "
        "name a file of mode 600 with --key-file"};
  auto key = key_file.empty() ? ticket0::Secret{std::string{variable}} : read_secret("--key-file", key_file);
  const auto mistake = mistake_in_key(key.reveal());
  if (!mistake.empty())
    throw KeyError{"the key in " + (key_file.empty() ? "TICKET0_API_KEY" : key_file) + ' ' + mistake};
  return key;
}

}  // namespace tool

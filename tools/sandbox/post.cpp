#include "sandbox/post.hpp"

#include <fcntl.h>
#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace sandbox {
namespace {

std::optional<int> parse_port(std::string_view text) {
  int port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return port >= 1 && port <= 65535 ? std::optional(port) : std::nullopt;
}

bool may_be_in_url(char byte) { return byte > ' ' && byte <= '~' && byte != '#' && byte != '\\'; }

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme) || !std::all_of(url.begin(), url.end(), may_be_in_url)) return std::nullopt;
  url.remove_prefix(scheme.size());

  Endpoint endpoint;
  const auto path = std::min(url.find_first_of("/?"), url.size());
  auto authority = url.substr(0, path);
  if (path < url.size()) endpoint.target = (url[path] == '?' ? "/" : "") + std::string(url.substr(path));
  if (authority.find('@') != std::string_view::npos) return std::nullopt;

  // The colons of an IPv6 address are those before its bracket.
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon)) {
    const auto port = parse_port(authority.substr(colon + 1));
    if (!port) return std::nullopt;
    endpoint.port = *port;
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  } else if (authority.find_first_of("[]:") != std::string_view::npos) {
    return std::nullopt;
  }
  if (authority.empty()) return std::nullopt;
  endpoint.host = authority;
  return endpoint;
}

namespace {

constexpr std::chrono::seconds patience{10};

}  // namespace

int Post::send(const Endpoint& to, const std::string& body, const std::string& signature) {
  httplib::Client client(to.host, to.port);
  client.set_connection_timeout(patience);
  client.set_read_timeout(patience);
  client.set_write_timeout(patience);
  client.set_tcp_nodelay(true);
  client.set_url_encode(false);
  client.set_socket_options([this](socket_t socket) {
    const std::lock_guard<std::mutex> lock(mutex_);
    connection_ = Socket(::fcntl(socket, F_DUPFD_CLOEXEC, 0));
  });
  const auto answer =
      client.Post(to.target, {{"Ticket0-Signature", signature}, {"User-Agent", "ticket0-sandbox"}}, body,
                  "application/json");
  const std::lock_guard<std::mutex> lock(mutex_);
  connection_.close();
  return answer ? answer->status : 0;
}

void Post::disconnect() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (connection_) ::shutdown(connection_.descriptor(), SHUT_RDWR);
}

}  // namespace sandbox

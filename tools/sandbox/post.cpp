#include "sandbox/post.hpp"

#include <fcntl.h>
#include <httplib.h>
#include <sys/socket.h>

#include <chrono>
#include <mutex>
#include <string>

namespace sandbox {
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

#include "sandbox/relay.hpp"

#include <sys/socket.h>

#include <string>
#include <thread>
#include <utility>

namespace sandbox {

Relay::Relay(const std::string& host, int port, int inner_port)
    : listener_(listen_on(host, port)), accepting_([this, host, inner_port] { accept(host, inner_port); }) {}

Relay::~Relay() {
  ::shutdown(listener_.descriptor(), SHUT_RDWR);
  accepting_.join();
  for (auto& running : links_) running.link.stop();
  for (auto& running : links_) running.thread.join();
}

void Relay::accept(const std::string& host, int inner_port) {
  while (auto client = accept_from(listener_)) {
    forget_the_ended();
    auto inner = connect_to(host, inner_port);
    auto& running = links_.emplace_back(std::move(client), std::move(inner));
    running.thread = std::thread([&running] {
      running.link.run();
      running.ended = true;
    });
  }
}

void Relay::forget_the_ended() {
  links_.remove_if([](Running& running) {
    if (!running.ended) return false;
    running.thread.join();
    return true;
  });
}

}  // namespace sandbox

#include "sandbox/relay_link.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sandbox/ascii.hpp"

namespace sandbox {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view line_break = "\r\n";
constexpr std::string_view request_timeout =
    "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// The head of an answer as it goes on to the client, and what it told the relay.
struct Head {
  std::string text{};
  std::size_t body_size{0};
  Wire wire{};
};

Head read_head(std::string_view text) {
  Head head;
  bool bodiless = false;
  for (bool first = true; !text.empty(); first = false) {
    const auto line = text.substr(0, text.find(line_break));
    text.remove_prefix(std::min(line.size() + line_break.size(), text.size()));
    const auto colon = std::min(line.find(':'), line.size());
    const auto name = lower(line.substr(0, colon));
    auto value = line.substr(std::min(colon + 1, line.size()));
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    if (!first && name == lower(wire_header)) {
      head.wire = decode_wire(value);
    } else if (!first && name == lower(bodiless_header)) {
      bodiless = true;
    } else {
      if (name == "content-length") {
        std::from_chars(value.data(), value.data() + value.size(), head.body_size);
      }
      head.text.append(line).append(line_break);
    }
  }
  head.text.append(line_break);
  if (bodiless) head.body_size = 0;
  return head;
}

/// The number of bytes, 0 at the end, negative if the connection broke.
ssize_t receive(const Socket& socket, std::array<char, 16384>& buffer) {
  for (;;) {
    const auto count = ::recv(socket.descriptor(), buffer.data(), buffer.size(), 0);
    if (count >= 0 || errno != EINTR) return count;
  }
}

/// In milliseconds, at least 0 and at most an hour, which poll() takes.
long long left_until(steady_clock::time_point when) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(when - steady_clock::now()).count();
  return std::clamp<long long>(left, 0, 3'600'000);
}

}  // namespace

RelayLink::RelayLink(Socket client, Socket inner) : client_(std::move(client)), inner_(std::move(inner)) {}

void RelayLink::run() {
  while (inner_ && serve()) {}
  end();
}

void RelayLink::stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (client_) ::shutdown(client_.descriptor(), SHUT_RDWR);
  if (inner_) ::shutdown(inner_.descriptor(), SHUT_RDWR);
}

void RelayLink::end() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (ending_ == Ending::reset) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(client_.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  }
  client_.close();
  inner_.close();
}

bool RelayLink::serve() {
  std::array<pollfd, 2> waiting{
      {{.fd = inner_.descriptor(), .events = POLLIN, .revents = 0},
       {.fd = client_talks_ ? client_.descriptor() : -1, .events = POLLIN, .revents = 0}}};
  const int longest = idle_ ? static_cast<int>(left_until(idle_->at)) : -1;
  const int ready = ::poll(waiting.data(), waiting.size(), longest);
  if (ready < 0) return errno == EINTR;
  if (ready == 0) return after_the_answer();
  if (waiting[0].revents != 0 && !take_answers()) return false;
  return waiting[1].revents == 0 || !client_talks_ || take_request();
}

/// False: the connection ends here.
bool RelayLink::after_the_answer() {
  const auto idle = std::exchange(idle_, std::nullopt);
  switch (idle->ending) {
    case Wire::Ending::then_200: return send_all(client_, idle->answer);
    case Wire::Ending::then_408: return send_all(client_, request_timeout);
    case Wire::Ending::then_junk: return send_all(client_, "\r\nbye\r\n");
    default: return false;
  }
}

bool RelayLink::take_request() {
  idle_.reset();
  std::array<char, 16384> buffer{};
  const auto count = receive(client_, buffer);
  if (count < 0) return false;
  if (count == 0 || !send_all(inner_, {buffer.data(), static_cast<std::size_t>(count)})) {
    // Half closed, or the inner server has answered before the end of the request: the answer still comes.
    client_talks_ = false;
    ::shutdown(inner_.descriptor(), SHUT_WR);
  }
  return true;
}

bool RelayLink::take_answers() {
  std::array<char, 16384> buffer{};
  const auto count = receive(inner_, buffer);
  if (count <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(count));
  for (;;) {
    const auto end = received_.find("\r\n\r\n");
    if (end == std::string::npos) return true;
    const auto head = read_head(std::string_view(received_).substr(0, end));
    const auto start = end + 4;
    if (received_.size() - start < head.body_size) return true;
    const auto body = received_.substr(start, head.body_size);
    received_.erase(0, start + head.body_size);
    if (!play(head.text, body, head.wire)) return false;
  }
}

/// False: the connection ends here.
bool RelayLink::play(const std::string& head, std::string_view body, const Wire& wire) {
  switch (wire.ending) {
    case Wire::Ending::close: return false;
    case Wire::Ending::reset: ending_ = Ending::reset; return false;
    case Wire::Ending::truncate:
      send_all(client_, head + std::string(body.substr(0, wire.bytes)));
      return false;
    case Wire::Ending::drip: {
      if (!send_all(client_, head)) return false;
      for (std::size_t at = 0; at < body.size(); ++at) {
        if ((at > 0 && !pause(wire.delay)) || !send_all(client_, body.substr(at, 1))) return false;
      }
      return true;
    }
    case Wire::Ending::then_200:
    case Wire::Ending::then_408:
    case Wire::Ending::then_junk:
    case Wire::Ending::then_close: {
      auto answer = head + std::string(body);
      if (!send_all(client_, answer)) return false;
      idle_ = {wire.ending, steady_clock::now() + wire.delay, std::move(answer)};
      return true;
    }
    case Wire::Ending::answer: break;
  }
  return pause(wire.delay) && send_all(client_, head + std::string(body));
}

/// Takes requests meanwhile. False if the connection broke or is to end.
bool RelayLink::pause(std::chrono::milliseconds length) {
  const auto until = steady_clock::now() + length;
  for (;;) {
    const auto left = left_until(until);
    if (left == 0) return true;
    pollfd waiting{.fd = client_.descriptor(), .events = 0, .revents = 0};
    if (client_talks_) waiting.events = POLLIN;
    const auto ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready < 0 && errno != EINTR) return false;
    if (ready <= 0) continue;
    if ((waiting.revents & (POLLHUP | POLLERR)) != 0) return false;
    if (!take_request()) return false;
  }
}

}  // namespace sandbox

#include "transport/http2_peer.hpp"

namespace {

enum Type : char { data = 0, headers = 1, rst_stream = 3, settings = 4, ping_frame = 6, goaway = 7 };
constexpr char end_stream = 1;
constexpr char ack = 1;
constexpr char end_headers = 4;
constexpr std::size_t preface_size = 24;
constexpr std::size_t head_size = 9;

std::string number(std::uint32_t value) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(value >> shift & 0xffU);
  return bytes;
}

std::uint32_t number(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace

Http2Peer::Http2Peer(TlsServer::Connection& connection) : connection_(connection) {
  send(settings, 0, 0, {});
  connection_.read_bytes(preface_size);
}

std::optional<std::uint32_t> Http2Peer::read_request() {
  for (;;) {
    const std::string head = connection_.read_bytes(head_size);
    if (head.empty()) return std::nullopt;
    const std::size_t size = number(std::string_view{head}.substr(0, 3));
    const std::string payload = size == 0 ? std::string{} : connection_.read_bytes(size);
    const char flags = head[4];
    const std::uint32_t stream = number(std::string_view{head}.substr(5));
    switch (head[3]) {
      case data:
      case headers:
        if ((flags & end_stream) != 0) return stream;
        break;
      case settings:
        if ((flags & ack) == 0) send(settings, ack, 0, {});
        break;
      case ping_frame:
        if ((flags & ack) == 0) send(ping_frame, ack, 0, payload);
        break;
      default: break;
    }
  }
}

void Http2Peer::respond(std::uint32_t stream, std::string_view body) {
  send(headers, end_headers, stream, "\x88");  // ":status: 200" of the static table
  send(data, end_stream, stream, body);
}

void Http2Peer::reset(std::uint32_t stream, std::uint32_t code) { send(rst_stream, 0, stream, number(code)); }

void Http2Peer::go_away(std::uint32_t last, std::uint32_t code) {
  send(goaway, 0, 0, number(last) + number(code));
}

void Http2Peer::ping() { send(ping_frame, 0, 0, "12345678"); }

void Http2Peer::send(char type, char flags, std::uint32_t stream, std::string_view payload) {
  std::string frame = number(static_cast<std::uint32_t>(payload.size())).substr(1);
  frame += type;
  frame += flags;
  connection_.send(frame.append(number(stream)).append(payload));
}

#pragma once

#include <curl/curl.h>

#include <exception>

#include "ticket0/http.hpp"

namespace ticket0::inline v1::detail {

/// What an answer can be too large in, or compressed beyond.
enum class Limit : std::uint8_t { none, body, headers, codings, transfer_coding };

/// What libcurl's callbacks see of one exchange: they collect the answer and hold it to its limits. An
/// exception in one of them never crosses libcurl: it is kept, the transfer stopped.
class Exchange {
 public:
  static constexpr std::size_t max_headers = 262'144;  // bytes, all lines together
  /// gzip and the like, one around the other. libcurl undoes several at once, and looks at no time, limit or
  /// cancelling before a byte comes out of the last: a few hundred bytes keep it busy for seconds.
  static constexpr int max_codings = 1;

  /// `max_body` in bytes, after decompression.
  explicit Exchange(std::size_t max_body) noexcept : max_body_(max_body) {}

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* exchange) noexcept;
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* exchange) noexcept;
  /// Just before a request goes out. libcurl sends one again by itself when a kept connection turns out dead,
  /// whatever the method: the second time is refused.
  static int on_request(void* exchange, char* ip, char* local_ip, int port, int local_port) noexcept;

  [[nodiscard]] HttpResponse take_response(int status) noexcept;
  [[nodiscard]] int requests_begun() const noexcept { return requests_begun_; }
  /// An answer's head has begun, and not ended.
  [[nodiscard]] bool in_head() const noexcept { return head_ == Head::begun; }
  /// False where the connection ended inside the header lines, which to libcurl is an answer without a body.
  [[nodiscard]] bool head_complete() const noexcept { return head_ == Head::complete; }
  /// Which one the answer went beyond.
  [[nodiscard]] Limit over_limit() const noexcept { return over_limit_; }
  /// What a callback could not throw.
  void rethrow() const;

 private:
  /// The status line and its header lines, up to the empty one. What follows that may be another head, of the
  /// answer after an interim one, or lines after a chunked body.
  enum class Head : std::uint8_t { none, begun, complete };
  bool take_header(std::string_view line);
  void make_room(std::string_view content_length);
  bool take_body(std::string_view data);
  bool refuse(Limit limit) noexcept;
  std::size_t max_body_;
  HttpResponse response_{};
  std::size_t header_bytes_{0};
  int requests_begun_{0};
  Head head_{Head::none};
  int codings_{0};  // that the head names
  Limit over_limit_{Limit::none};
  std::exception_ptr error_{};
};

}  // namespace ticket0::inline v1::detail

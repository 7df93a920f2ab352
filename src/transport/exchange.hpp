#pragma once

#include <curl/curl.h>

#include <exception>

#include "ticket0/http.hpp"
#include "transport/kept_connection.hpp"

namespace ticket0::inline v1::detail {

/// A limit that an answer can exceed.
enum class Limit : std::uint8_t { none, body, headers, codings, transfer_coding };

/// What libcurl's callbacks see of one exchange: they collect the answer and hold it to its limits. An
/// exception in one of them never crosses libcurl: it is kept, the transfer stopped.
class Exchange {
 public:
  static constexpr std::size_t max_headers = 262'144;  // bytes, all lines together
  /// gzip and the like, one around the other. libcurl undoes several at once, and checks no time, limit or
  /// cancelling before a byte comes out of the last: a few hundred bytes keep it busy for seconds.
  static constexpr int max_codings = 1;

  /// `max_body` in bytes, after decompression.
  /// `before_bytes`: of the SendContext, which outlives this.
  Exchange(std::size_t max_body, const std::function<bool()>& before_bytes) noexcept
      : max_body_(max_body), before_bytes_(before_bytes) {}
  /// The idle connection that libcurl may choose.
  void may_reuse(const KeptConnection& kept) noexcept { kept_ = &kept; }

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* exchange) noexcept;
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* exchange) noexcept;
  static curl_socket_t on_socket(void* exchange, curlsocktype purpose, curl_sockaddr* address) noexcept;
  /// Just before a request goes out: refused if the kept connection is spoilt, or `before_bytes` says no.
  /// libcurl also sends a request again by itself, whatever the method, if a kept connection turns out dead
  /// or HTTP/2 is refused: the second time is refused.
  static int on_request(void* exchange, char* ip, char* local_ip, int port, int local_port) noexcept;

  [[nodiscard]] HttpResponse take_response(int status) noexcept;
  [[nodiscard]] int requests_begun() const noexcept { return requests_begun_; }
  /// An answer's head has begun, and not ended.
  [[nodiscard]] bool in_head() const noexcept { return head_ == Head::begun; }
  /// Nothing was sent, because there was something to read on the kept connection, or it was at its end.
  [[nodiscard]] bool found_spoilt() const noexcept { return found_spoilt_; }
  /// Nothing was sent, because `before_bytes` said no, or threw.
  [[nodiscard]] bool is_stopped() const noexcept { return stopped_; }
  /// Nothing was sent, because the kept connection was spoilt while `before_bytes` ran.
  [[nodiscard]] bool spoilt_meanwhile() const noexcept { return spoilt_meanwhile_; }
  /// The request went over the kept connection, and that speaks HTTP/1.
  [[nodiscard]] bool reused() const noexcept { return reused_; }
  /// The answer was there before the request: it answers something else.
  [[nodiscard]] bool answered_early() const noexcept { return answered_early_; }
  /// False if the connection ended inside the header lines, which to libcurl is an answer without a body.
  [[nodiscard]] bool head_complete() const noexcept { return head_ == Head::complete; }
  /// The limit that the answer exceeded.
  [[nodiscard]] Limit over_limit() const noexcept { return over_limit_; }
  /// Throws what a callback could not.
  void rethrow() const;

 private:
  /// The status line and its header lines, up to the empty one. Another head follows that of an interim
  /// answer; lines that follow the final one are trailers.
  enum class Head : std::uint8_t { none, begun, interim, complete };
  /// Whether the request may go out.
  bool begin_request();
  bool take_header(std::string_view line);
  bool take_field(std::string_view line);
  bool take_fold(std::string_view line);
  bool count_codings(std::string_view list);
  void make_room(std::string_view content_length);
  bool take_body(std::string_view data);
  bool refuse(Limit limit) noexcept;
  std::size_t max_body_;
  const std::function<bool()>& before_bytes_;
  const KeptConnection* kept_{nullptr};
  std::optional<std::uint64_t> read_before_{};  // from the kept connection, as the request went out
  HttpResponse response_{};
  std::size_t header_bytes_{0};
  int requests_begun_{0};
  bool opened_{false};  // a socket
  bool reused_{false};
  bool found_spoilt_{false};
  bool stopped_{false};
  bool spoilt_meanwhile_{false};
  bool answered_early_{false};
  Head head_{Head::none};
  bool is_interim_{false};  // the head that has begun
  bool can_fold_{false};    // the line before was a header of this head, or the continuation of one
  int codings_{0};          // that the head names
  Limit over_limit_{Limit::none};
  std::exception_ptr error_{};
};

}  // namespace ticket0::inline v1::detail

#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "ticket0/error.hpp"

namespace ticket0::inline v1 {

/// All that an error knows; shared by its copies, so that a copy cannot throw.
struct Error::Details {
  Outcome outcome{Outcome::not_sent};
  bool of_a_call{true};  // false: nothing was to be sent, and there is no outcome to explain
  int attempts{0};
  std::string headline{};               // what() without the next step; empty: what()
  std::vector<std::string> timeline{};  // a line for each attempt
  std::string next_step{};              // what the caller can do
  TransportError::Reason reason{TransportError::Reason::other};
  bool permanent{false};  // of a transport: the next attempt would end the same way
  TicketId ticket{};
  Timestamp sent_at{};
  int status{0};
  Open<ErrorCode> code{};
  std::string message{};
  std::optional<std::chrono::seconds> retry_after{};
  std::string_view needed_scope{};  // of static storage
  HttpResponse response{};
};

namespace detail {

/// The outcome and what it means, e.g. "not_sent: the service never got the request".
[[nodiscard]] std::string_view describe(Outcome outcome) noexcept;
/// The outcome that the status of a response alone proves; 0: no response came.
[[nodiscard]] Outcome outcome_of_status(int status) noexcept;

/// The way to an error with details, for the layers above.
struct ErrorFactory {
  using Details = Error::Details;
  template <class E>
  [[nodiscard]] static E make(const std::string& what, Details details) {
    return E{what, std::make_shared<const Details>(std::move(details))};
  }
  [[nodiscard]] static const Details& details(const Error& error) noexcept { return error.details(); }
  /// what() without the next step.
  [[nodiscard]] static std::string headline(const Error& error) {
    return error.details().headline.empty() ? std::string{error.what()} : error.details().headline;
  }
  /// One whose what() is the headline and the next step.
  template <class E>
  [[nodiscard]] static E make(Details details) {
    std::string text = details.headline;
    if (!details.next_step.empty()) text.append(text.ends_with('.') ? " " : ". ").append(details.next_step);
    return make<E>(text, std::move(details));
  }
};

/// How an exchange that got no response failed.
struct TransportFailure {
  Outcome outcome{Outcome::unknown};
  TransportError::Reason reason{TransportError::Reason::other};
  bool timed_out{false};
  bool permanent{false};  // the next attempt would end the same way
  std::string text{};
};
/// As a TransportError or a TimeoutError: what a Transport throws.
[[noreturn]] void throw_transport_error(const TransportFailure& failure);

}  // namespace detail
}  // namespace ticket0::inline v1

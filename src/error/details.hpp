#pragma once

#include <memory>
#include <utility>

#include "ticket0/error.hpp"

namespace ticket0::inline v1 {

/// All that an error knows; shared by its copies, so that a copy cannot throw.
struct Error::Details {
  Outcome outcome{Outcome::not_sent};
  int attempts{0};
  std::string headline{};               // what() without the next step; empty: what()
  std::vector<std::string> timeline{};  // a line for each attempt
  std::string next_step{};              // what the caller can do
  TransportError::Reason reason{TransportError::Reason::other};
  TicketId ticket{};
  int status{0};
  Open<ErrorCode> code{};
  std::string message{};
  std::optional<std::chrono::seconds> retry_after{};
  std::string_view needed_scope{};  // of static storage
  HttpResponse response{};
};

namespace detail {

/// The way to an error with details, for the layers above.
struct ErrorFactory {
  using Details = Error::Details;
  template <class E>
  [[nodiscard]] static E make(const std::string& what, Details details) {
    return E{what, std::make_shared<const Details>(std::move(details))};
  }
};

}  // namespace detail
}  // namespace ticket0::inline v1

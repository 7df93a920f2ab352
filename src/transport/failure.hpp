#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>

#include "ticket0/error.hpp"
#include "transport/exchange.hpp"

namespace ticket0::inline v1::detail {

/// How far a connection got before an exchange failed.
enum class Stage : std::uint8_t { name_lookup, connecting, connected };

/// What is known of an exchange that libcurl did not complete.
struct ExchangeFacts {
  CURLcode code{CURLE_OK};
  int requests_begun{0};       // how often libcurl was about to send: 0 proves that nothing was sent
  int status{0};               // of the answer's first line; 0: none came
  int proxy_status{0};         // of a proxy's answer to CONNECT
  bool proxy_unproven{false};  // an https proxy has not, or not yet, shown who it is
  Stage stage{Stage::connected};
  Limit over_limit{Limit::none};
  std::size_t max_body{0};  // bytes
  bool via_proxy{false};    // one that the options name
  std::string_view host{};
  int port{0};
  std::string_view connected_ip{};  // of the last connection; a proxy's where there is one
  int connected_port{0};
  std::chrono::milliseconds time_allowed{0};
  int os_error{0};               // errno of a connection that failed
  std::string_view curl_text{};  // libcurl's own words, for what has none of ours
};

struct Failure {
  Outcome outcome{Outcome::unknown};
  TransportError::Reason reason{TransportError::Reason::other};
  bool timed_out{false};
  bool hopeless{false};  // the next attempt would end the same way
  std::string text{};
};

[[nodiscard]] Failure describe_failure(const ExchangeFacts& facts);

}  // namespace ticket0::inline v1::detail

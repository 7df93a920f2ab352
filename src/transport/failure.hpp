#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>

#include "error/error.hpp"
#include "transport/exchange.hpp"
#include "transport/local_cause.hpp"
#include "transport/name_lookups.hpp"
#include "transport/proxy_choice.hpp"

namespace ticket0::inline v1::detail {

/// What is known of an exchange that libcurl did not complete. Whatever this library did
/// and saw itself takes precedence: libcurl's codes, and even more its words, differ between its versions.
struct ExchangeFacts {
  CURLcode code{CURLE_OK};
  const MissingName* missing{nullptr};  // a name without whose address nothing could begin
  int requests_begun{0};                // how often libcurl was about to send: 0 proves that nothing was sent
  int status{0};                        // of the answer's first line; 0: none came
  bool in_head{false};                  // the answer ended inside its header lines
  Limit over_limit{Limit::none};
  std::size_t max_body{0};            // bytes
  const ProxyChoice* proxy{nullptr};  // null: none
  int proxy_status{0};                // of its answer to CONNECT
  LocalCause cause{};
  std::string_view host{};
  int port{0};
  std::chrono::milliseconds time_allowed{0};
  int os_error{0};               // errno of a connection that failed
  std::string_view curl_text{};  // libcurl's own words, for what has none of ours
};

[[nodiscard]] TransportFailure describe_failure(const ExchangeFacts& facts);
/// As a TransportError or a TimeoutError.
[[noreturn]] void throw_failure(const ExchangeFacts& facts);

}  // namespace ticket0::inline v1::detail

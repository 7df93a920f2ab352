#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <string>

#include "ticket0/error.hpp"
#include "ticket0/http.hpp"
#include "transport/kept_connection.hpp"

namespace ticket0::inline v1::detail {

/// An easy handle with a multi of its own, which holds its one idle connection and the cache of certificate
/// authorities and lets another thread wake the one that waits. Never used by two threads at once.
class CurlHandle {
 public:
  CurlHandle();
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;
  /// In a forked child the handles are abandoned: closing them would end the parent's TLS connections.
  /// They are abandoned when the process is ending, too.
  ~CurlHandle();

  /// Back to libcurl's defaults, without its signals; connections and caches stay.
  void reset() noexcept;
  /// `option` decides the type: libcurl's header checks it where the compiler can.
  template <CURLoption option, class Value>
  void set(Value value) {
    if (const CURLcode code = curl_easy_setopt(easy_, option, value); code != CURLE_OK) refuse(option, code);
  }
  /// For an option that some versions of libcurl, or of the TLS library under it, lack.
  template <CURLoption option, class Value>
  void set_if_known(Value value) {
    const CURLcode code = curl_easy_setopt(easy_, option, value);
    if (code != CURLE_OK && code != CURLE_UNKNOWN_OPTION && code != CURLE_NOT_BUILT_IN) refuse(option, code);
  }
  template <CURLINFO info, class Value>
  [[nodiscard]] Value get() const noexcept {
    Value value{};
    curl_easy_getinfo(easy_, info, &value);
    return value;
  }
  [[nodiscard]] CURL* easy() const noexcept { return easy_; }
  /// Runs the transfer on this thread. Empty if it was cancelled, or the process is ending.
  [[nodiscard]] std::optional<CURLcode> run(const SendContext& context);
  [[nodiscard]] bool inherited() const noexcept;
  /// The connection of the last exchange that went well.
  [[nodiscard]] const KeptConnection& kept() const noexcept { return kept_; }

 private:
  /// While the transfer still belongs to the multi. A connection that was not kept changes nothing: there may
  /// be another.
  void remember_connection() noexcept;
  void leave_signals_alone() noexcept;
  [[noreturn]] static void refuse(CURLoption option, CURLcode code);
  CURL* easy_;
  CURLM* multi_;
  KeptConnection kept_{};
  long process_;
};

}  // namespace ticket0::inline v1::detail

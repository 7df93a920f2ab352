#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "transport/name_lookups.hpp"
#include "transport/proxy_choice.hpp"

namespace ticket0::inline v1::detail {

/// The names that libcurl needs the addresses of to open a connection. It is kept from looking them up: its
/// transfer ends where it would begin to, with nothing sent, and is rerun with the addresses. Over a kept
/// connection it needs none, whatever the name server does.
class NeededNames {
 public:
  NeededNames(const Origin& origin, const ProxyChoice& proxy);

  /// False: every address is known without a look-up.
  [[nodiscard]] bool any() const noexcept { return !names_.empty(); }
  /// For CURLOPT_RESOLVER_START_FUNCTION.
  static int on_start(void* resolver, void* reserved, void* names) noexcept;
  /// libcurl was about to look one up.
  [[nodiscard]] bool wanted() const noexcept { return wanted_; }

  /// Looks all up. Empty if they were found; list() has them then.
  [[nodiscard]] std::optional<MissingName> look_up(std::chrono::steady_clock::time_point until,
                                                   const CancelToken& cancel);
  /// For CURLOPT_RESOLVE; it has to outlive the transfer.
  [[nodiscard]] curl_slist* list() const noexcept { return list_.get(); }
  /// Nobody was reached there.
  void forget() const noexcept;

 private:
  struct Place {
    std::string name;
    int port;
  };
  std::vector<Place> names_{};
  bool wanted_{false};
  bool known_{false};
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> list_{nullptr, &curl_slist_free_all};
};

}  // namespace ticket0::inline v1::detail

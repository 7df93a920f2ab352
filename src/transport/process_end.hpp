#pragma once

#include <curl/curl.h>

#include <functional>

namespace ticket0::inline v1::detail {

/// The end of a process, which TLS does not survive: exit handlers of the TLS library free what it needs
/// while other threads run, and before older handlers and destructors do. So the library has an exit handler
/// of its own that runs before those. It wakes the calls under way, waits up to a second until nobody uses
/// libcurl, and from then on nobody here does.

/// curl_global_init() between the two exit handlers that this takes. To be called once in a process.
[[nodiscard]] CURLcode initialise_curl_for_this_process();

/// The process ends; libcurl must not be used any more. Also true in a child that is forked then.
[[nodiscard]] bool process_is_ending() noexcept;
inline constexpr const char* process_is_ending_text =
    "the program is ending, and nothing is sent any more: end your calls before main() returns or exit() is "
    "called";

/// This thread uses libcurl, and may do so while this lives, even if the process begins to end.
class CurlUse {
 public:
  CurlUse();
  CurlUse(const CurlUse&) = delete;
  CurlUse& operator=(const CurlUse&) = delete;
  ~CurlUse();
  /// False if the process is ending.
  [[nodiscard]] bool is_granted() const noexcept { return is_granted_; }

 private:
  bool is_granted_;
};

/// Calls `wake` when the process begins to end. It must not throw, nor make or destroy one of these.
class WakeAtEnd {
 public:
  explicit WakeAtEnd(std::function<void()> wake);
  WakeAtEnd(const WakeAtEnd&) = delete;
  WakeAtEnd& operator=(const WakeAtEnd&) = delete;
  ~WakeAtEnd();

 private:
  friend class ProcessEnd;
  const std::function<void()> wake_;
  WakeAtEnd* next_{nullptr};
  WakeAtEnd* before_{nullptr};
};

}  // namespace ticket0::inline v1::detail

#pragma once

#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

/// In the order of the wire; a name may occur more than once.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// One request, complete, as a Transport gets it.
struct HttpRequest {
  std::string method{};  ///< GET, POST, PUT, PATCH or DELETE.
  std::string url{};     ///< Whole, with its query, percent-encoded.
  Headers headers{};     ///< Has `Authorization` with the key: keep it out of logs and recordings.
  std::string body{};    ///< JSON text, or empty.
};
/// One answer, as a Transport gives it.
struct HttpResponse {
  int status{0};       ///< Any, also 3xx: no redirect is followed.
  Headers headers{};   ///< As they came.
  std::string body{};  ///< Unpacked, where it came with a `Content-Encoding`.
  /// The first header of that name, whatever the case of its letters. Valid while `headers` is not changed.
  [[nodiscard]] TICKET0_EXPORT std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// Tells a call to stop. Cheap to copy; every member may be called from any thread.
class TICKET0_EXPORT CancelToken {
 public:
  /// One that is never cancelled.
  CancelToken() noexcept = default;
  /// True for good once its source was cancelled.
  [[nodiscard]] bool cancelled() const noexcept;
  /// True when the time has come, false as soon as it is cancelled. For transports and clocks of your own: no
  /// polling.
  bool wait_until(std::chrono::steady_clock::time_point when) const;
  /// Calls `wake` once when it is cancelled, on the thread that cancels; at once, on this one, if it already
  /// is. Dropping the result ends that, and waits for a `wake` in progress on another thread. `wake` must not
  /// throw. Null for a token that is never cancelled.
  [[nodiscard]] std::shared_ptr<void> on_cancel(std::function<void()> wake) const;

 private:
  friend class CancelSource;
  struct State;
  std::shared_ptr<State> state_{};
};

/// `CallOptions{.cancel = source.token()}`; copies cancel the same calls.
class TICKET0_EXPORT CancelSource {
 public:
  /// One that is not cancelled yet.
  CancelSource();
  CancelSource(const CancelSource&) noexcept = default;
  CancelSource& operator=(const CancelSource&) noexcept = default;
  ~CancelSource() = default;
  /// For good: every call with a token of this source ends, now or when it is made.
  void cancel() noexcept;
  /// For any number of calls; it outlives the source.
  [[nodiscard]] CancelToken token() const noexcept;

 private:
  std::shared_ptr<CancelToken::State> state_;
};

/// What a Transport is told beside the request.
struct SendContext {
  std::chrono::milliseconds
      time_left{};           ///< How long this attempt may take: throw TimeoutError when it is over.
  CancelToken cancel{};      ///< End soon after it is cancelled, with any exception.
  int attempt{1};            ///< Of the call, from 1.
  bool at_most_once{false};  ///< Send once only, and on a new connection.
};

/// One HTTP exchange. Replace it in tests, decorate it for middleware. Called from many threads at once.
class TICKET0_EXPORT Transport {
 public:
  virtual ~Transport();
  /// Returns any status; follows no redirect and repeats nothing by itself. Throws TransportError, which says
  /// whether the request may have arrived; any other exception counts as Outcome::unknown.
  virtual HttpResponse send(const HttpRequest& request, const SendContext& context) = 0;

 protected:
  Transport() = default;
  Transport(const Transport&) = default;
  Transport& operator=(const Transport&) = default;
};

/// Time, as a client sees it. Replace it to test deadlines without waiting. Called from many threads at once.
class TICKET0_EXPORT Clock {
 public:
  virtual ~Clock();
  /// Never goes back; deadlines, waits and the limiter count by it. It must not make calls of a client.
  virtual std::chrono::steady_clock::time_point now() noexcept = 0;
  /// The calendar's time, for dates that a server names.
  virtual std::chrono::system_clock::time_point wall() noexcept = 0;
  /// True when the time has come: now() is `when` or later. False as soon as it is cancelled.
  virtual bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) = 0;

 protected:
  Clock() = default;
  Clock(const Clock&) = default;
  Clock& operator=(const Clock&) = default;
};

}  // namespace ticket0::inline v1

#pragma once

#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

/// In wire order; a name may occur more than once.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// One complete request, as passed to a Transport.
struct HttpRequest {
  std::string method{};  ///< GET, POST, PUT, PATCH or DELETE.
  std::string url{};     ///< The full URL, query included, percent-encoded.
  Headers headers{};     ///< `Authorization` holds the key: keep it out of logs and recordings.
  std::string body{};    ///< JSON text, or empty.
};
/// One response, as returned by a Transport.
struct HttpResponse {
  int status{0};       ///< Any status, 3xx too: redirects are not followed.
  Headers headers{};   ///< As received.
  std::string body{};  ///< Decompressed, if it had a `Content-Encoding`.
  /// The value of the first header with this name, ignoring case; a view into `headers`, valid until that is
  /// changed or destroyed.
  [[nodiscard]] TICKET0_EXPORT std::optional<std::string_view> header(std::string_view name) const& noexcept;
  std::optional<std::string_view> header(std::string_view name) const&& = delete;
};

namespace detail {
class AnyOf;
}

/// Tells a call to stop. Cheap to copy; every member may be called from any thread.
class TICKET0_EXPORT CancelToken {
 public:
  /// A token that is never cancelled.
  CancelToken() noexcept = default;
  /// A token that is cancelled when a stop is requested of `stop`, a std::stop_token:
  /// `CancelToken::from<std::stop_callback>(stop)`. Make one and copy it. Destroying the last copy
  /// unregisters it from `stop`, first waiting if it is being cancelled on another thread.
  template <template <class> class StopCallback, class StopToken>
  [[nodiscard]] static CancelToken from(const StopToken& stop);
  /// True once its source has been cancelled, and for good.
  [[nodiscard]] bool cancelled() const noexcept;
  /// Blocks until `when` and returns true, or returns false as soon as the token is cancelled. Lets your own
  /// transports and clocks wait without polling.
  bool wait_until(std::chrono::steady_clock::time_point when) const;
  /// Calls `wake` once on cancellation, on the cancelling thread; if already cancelled, immediately on this
  /// thread. Destroying the returned handle unregisters `wake`, first waiting if it is running on another
  /// thread. `wake` must not throw, nor end its thread. Returns null for a token that is never cancelled.
  [[nodiscard]] std::shared_ptr<void> on_cancel(std::function<void()> wake) const;

 private:
  friend class CancelSource;
  friend class detail::AnyOf;
  struct State;
  /// The same, which keeps `link`.
  [[nodiscard]] CancelToken with(const std::shared_ptr<void>& link) const;
  std::shared_ptr<State> state_{};
};

/// Cancels the calls made with its tokens: `CallOptions{.cancel = source.token()}`. Copies cancel the same
/// calls.
class TICKET0_EXPORT CancelSource {
 public:
  /// A source that is not cancelled yet.
  CancelSource();
  CancelSource(const CancelSource&) noexcept = default;
  CancelSource& operator=(const CancelSource&) noexcept = default;
  ~CancelSource() = default;
  /// Permanent: every call with a token of this source ends, running or made later. pthread_cancel() takes
  /// effect after it. It takes locks, so it is not async-signal-safe and can hang in a signal handler: cancel
  /// from a thread that waits in `sigwait()`.
  void cancel() const noexcept;
  /// Serves any number of calls, and may outlive the source.
  [[nodiscard]] CancelToken token() const noexcept;

 private:
  std::shared_ptr<CancelToken::State> state_;
};

template <template <class> class StopCallback, class StopToken>
CancelToken CancelToken::from(const StopToken& stop) {
  if (!stop.stop_possible()) return {};
  const CancelSource source;
  auto cancel = [source] { CancelSource{source}.cancel(); };  // which may destroy this function
  return source.token().with(std::make_shared<StopCallback<decltype(cancel)>>(stop, std::move(cancel)));
}

/// What a Transport gets besides the request.
struct SendContext {
  std::chrono::milliseconds time_left{};  ///< How long this attempt may take; after that, throw TimeoutError.
  CancelToken cancel{};                   ///< Once it is cancelled, throw any exception soon.
  int attempt{1};                         ///< Number of the attempt within the call, from 1.
  bool at_most_once{false};               ///< Send only once, and on a new connection.
  /// Set only if Transport::calls_before_bytes() is true. Call it once for each send(), when the connection
  /// is open and the request's bytes are next. If it returns false, send nothing and throw any exception: the
  /// attempt counts as Outcome::not_sent.
  std::function<bool()> before_bytes{};
  /// Set only with before_bytes, for an exchange that may take long. Call it about once a second until the
  /// exchange ends.
  std::function<void()> each_second{};
};

/// Whose budget of requests (see RateLimit) a client spends.
enum class Budget : std::uint8_t {
  shared,  ///< The workspace's, with every client of the same base URL, key or scope, and clock.
  own,     ///< The client's alone, unless it names a RateLimit::scope: what it talks to is a stand-in.
};

/// Performs one HTTP exchange. Replace it in tests, decorate it for middleware. Called from several threads
/// concurrently.
class TICKET0_EXPORT Transport {
 public:
  virtual ~Transport();
  /// Returns the response, whatever its status; must not follow redirects or repeat a request. Throws
  /// TransportError, which tells whether the request may have arrived; any other exception counts as
  /// Outcome::unknown.
  virtual HttpResponse send(const HttpRequest& request, const SendContext& context) = 0;
  /// Closes the connections kept for later calls. Called after a response that belongs to another request.
  /// Does nothing unless overridden; a decorator passes it on.
  virtual void close_idle_connections() noexcept;
  /// True if send() calls SendContext::before_bytes; false, the default: the client does, just before send().
  /// One that returns true and does not call it sends what was to be stopped. A decorator that passes its
  /// context on unchanged returns what the next transport returns.
  [[nodiscard]] virtual bool calls_before_bytes() const noexcept;
  /// As given to the constructor. A decorator passes on that of the transport it decorates, or chooses.
  [[nodiscard]] Budget budget() const noexcept { return budget_; }

 protected:
  /// Clients of this transport spend the workspace's budget.
  Transport() = default;
  /// A stand-in for the service, in a test for example, says Budget::own. What is known of its replies is its
  /// own, too.
  explicit Transport(Budget budget) noexcept : budget_(budget) {}
  Transport(const Transport&) = default;
  Transport& operator=(const Transport&) = default;

 private:
  Budget budget_{Budget::shared};
};

/// Time, as a client sees it. Replace it to test deadlines without waiting. Called from several threads
/// concurrently.
class TICKET0_EXPORT Clock {
 public:
  virtual ~Clock();
  /// Monotonic; deadlines, waits and the limiter use it. It must not make calls with a client.
  virtual std::chrono::steady_clock::time_point now() noexcept = 0;
  /// Calendar time, to interpret dates that a server sends.
  virtual std::chrono::system_clock::time_point wall() noexcept = 0;
  /// Returns true once now() is `when` or later, or false as soon as `cancel` is cancelled. A call that
  /// queues for the limit behind others waits for 1,000 days, until another thread cancels the wait: a clock
  /// that jumps to `when` must not jump then.
  virtual bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) = 0;

 protected:
  Clock() = default;
  Clock(const Clock&) = default;
  Clock& operator=(const Clock&) = default;
};

}  // namespace ticket0::inline v1

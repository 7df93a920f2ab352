#pragma once

#include <exception>
#include <span>

#include "ticket0/error.hpp"
#include "ticket0/models.hpp"

/// Receives the service's webhook deliveries in your own server; link `ticket0::webhook`. The service signs
/// the bytes of the body: pass them on exactly as received.
namespace ticket0::inline v1::webhook {

/// The header with a delivery's signature: `sha256=` and 64 hex digits.
inline constexpr std::string_view signature_header = "Ticket0-Signature";

/// What happened to a ticket, a message or a customer. `unknown` stands for a string that this version does
/// not know.
enum class EventType : std::uint8_t {
  unknown,
  ticket_created,
  ticket_assigned,
  ticket_resolved,
  ticket_reopened,
  ticket_tagged,
  ticket_csat_received,  ///< Newer API only. The rating is in Event::data.
  message_sent,
  customer_created
};
/// The string on the wire, e.g. "ticket.created"; empty for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(EventType value) noexcept;
/// The value of a string on the wire; `otherwise` if this version does not know it.
[[nodiscard]] TICKET0_EXPORT EventType parse_as(std::string_view text, EventType otherwise) noexcept;

/// Why a delivery was refused.
enum class Refusal : std::uint8_t {
  missing,    ///< No signature.
  malformed,  ///< The signature is not `sha256=` and 64 hex digits.
  mismatch,   ///< The signature does not match this body with any of the secrets.
  too_old,    ///< Older than Checks::max_age.
  too_new,    ///< Further ahead than Checks::max_ahead.
  too_large   ///< Larger than Checks::max_bytes.
};
/// The enumerator's name.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(Refusal value) noexcept;

/// A delivery that must not be acted on. what() names the likely cause, and never contains the expected
/// signature, the secret or the body.
class TICKET0_EXPORT SignatureError : public Error {
 public:
  /// what() names the usual causes.
  explicit SignatureError(Refusal refusal);
  /// what() is your text.
  SignatureError(Refusal refusal, const std::string& what);
  ~SignatureError() override;
  /// Which check failed.
  [[nodiscard]] Refusal refusal() const noexcept;

 private:
  Refusal refusal_;
};

/// One event. If the body is not an object with an `id` and a `type`, such as the ping when an endpoint is
/// saved, only `raw` is set.
struct Event {
  std::string id{};                       ///< "evt_..."; redeliveries have the same id.
  Open<EventType> type{};                 ///< Its text() is what the service sent.
  std::optional<Timestamp> created_at{};  ///< Checks::max_age counts from it.
  std::string workspace_id{};             ///< "ws_..."; "" if missing.
  std::string data{};                     ///< JSON text of "data", without insignificant spaces.
  std::string raw{};                      ///< The whole body, as signed.

  /// `data` as a Ticket (for types that begin with "ticket."), a Message ("message.") or a Customer
  /// ("customer."); no other T compiles. Empty if `data` does not fit: the service does not document it for
  /// any event.
  template <class T>
  [[nodiscard]] std::optional<T> as() const = delete;
};
/// @cond
template <>
TICKET0_EXPORT std::optional<Ticket> Event::as<Ticket>() const;
template <>
TICKET0_EXPORT std::optional<Message> Event::as<Message>() const;
template <>
TICKET0_EXPORT std::optional<Customer> Event::as<Customer>() const;
/// @endcond

/// Limits for a delivery, beside its signature.
struct Checks {
  /// 1 s to 366 days. The service redelivers for 8 h 36 min: a shorter time loses events.
  std::chrono::seconds max_age{std::chrono::hours{24}};
  /// How far an event's time may be ahead of `now`: 0 s to 366 days.
  std::chrono::seconds max_ahead{std::chrono::minutes{5}};
  /// Size of the body, at least 1; a larger one is refused before anything is computed.
  std::size_t max_bytes{1 << 20};
  /// Default: the system clock.
  std::optional<Timestamp> now{};
};

/// Whether the header value `signature` contains a valid signature of `body` under any of the 1 to 8 secrets
/// (several during a rotation). HMAC-SHA256, compared in constant time. Throws InvalidArgument if there is no
/// secret, or one is empty.
[[nodiscard]] TICKET0_EXPORT bool verify(std::string_view body, std::string_view signature,
                                         std::span<const Secret> secrets);
/// Verifies, then parses; nothing else turns a body into an Event. Throws SignatureError, and InvalidArgument
/// as verify() does or if a member of `checks` is out of range. A signed body is always accepted: if it is
/// not the documented envelope, or not JSON at all, only `raw` is set and its age is not checked.
[[nodiscard]] TICKET0_EXPORT Event parse(std::string_view body, std::string_view signature,
                                         std::span<const Secret> secrets, const Checks& checks = {});
/// The same with one secret.
[[nodiscard]] inline Event parse(std::string_view body, std::string_view signature, const Secret& secret,
                                 const Checks& checks = {}) {
  return parse(body, signature, std::span{&secret, 1}, checks);
}
/// The header value for `body`, for tests of your own receiver.
[[nodiscard]] TICKET0_EXPORT std::string sign(std::string_view body, const Secret& secret);

/// Remembers which events were handled. All receivers of one endpoint share it; every member may be called
/// from any thread. claim() must be atomic, so that an event delivered twice at the same time is handled
/// once. After a crash between claim() and done() the event is handled again.
class TICKET0_EXPORT SeenStore {
 public:
  /// `mine`: yours to handle. `handled`: already handled. `in_progress`: claimed by another receiver, and the
  /// lease has not expired.
  enum class State : std::uint8_t { in_progress, handled, mine };
  /// What claim() found.
  struct Claim {
    State state{State::in_progress};  ///< Whose the event is now.
    /// For `mine`: the store's token for this claim, never given again. So a handler that outlived its
    /// lease cannot end the claim of the next one.
    std::string token{};
    /// For `mine`, if the store had to forget events before their time: only those handled within this time
    /// are remembered. A Receiver refuses an older event, since it cannot be told from a replay.
    std::optional<std::chrono::seconds> remembers{};
  };
  virtual ~SeenStore();
  /// `mine`: unclaimed, or claimed more than `lease` ago and neither completed nor released.
  virtual Claim claim(std::string_view event_id, std::chrono::seconds lease) = 0;
  /// The event was handled: claim() returns `handled` from now on, for at least as long as redeliveries come.
  /// Returns false, and changes nothing, if another claim holds the event or has handled it.
  virtual bool done(std::string_view event_id, std::string_view token) = 0;
  /// The handler failed: a redelivery may be handled. Changes nothing if another claim holds the event, or it
  /// was handled.
  virtual void release(std::string_view event_id, std::string_view token) noexcept = 0;
  /// How long it remembers a handled event; empty, as by default, if it does not say. A Receiver refuses a
  /// store that forgets an event which its Checks would still let in.
  [[nodiscard]] virtual std::optional<std::chrono::seconds> remembers() const noexcept;

 protected:
  SeenStore() = default;
  SeenStore(const SeenStore&) = default;
  SeenStore& operator=(const SeenStore&) = default;
};

/// A store in this process's memory; a restart forgets everything.
class TICKET0_EXPORT MemorySeenStore final : public SeenStore {
 public:
  /// How long, and how many events, to remember.
  struct Options {
    /// 1 s to 1,000 days, by the monotonic clock. A Receiver wants more than Checks::max_age and
    /// Checks::max_ahead together.
    std::chrono::seconds keep{std::chrono::hours{25}};
    /// At least 1. Above it, the event that was handled longest ago is forgotten: see Claim::remembers.
    std::size_t max_events{100'000};
    /// Default: the system's clocks.
    std::shared_ptr<Clock> clock{};
  };
  /// Uses the default Options.
  MemorySeenStore();
  /// Throws ConfigError if `keep` or `max_events` is out of range.
  explicit MemorySeenStore(Options options);
  MemorySeenStore(const MemorySeenStore&) = delete;
  MemorySeenStore& operator=(const MemorySeenStore&) = delete;
  ~MemorySeenStore() override;
  /// @{
  /// See SeenStore.
  Claim claim(std::string_view event_id, std::chrono::seconds lease) override;
  bool done(std::string_view event_id, std::string_view token) override;
  void release(std::string_view event_id, std::string_view token) noexcept override;
  [[nodiscard]] std::optional<std::chrono::seconds> remembers() const noexcept override;
  /// @}

 private:
  struct Events;
  std::unique_ptr<Events> events_;
};

/// What your HTTP server should send back.
struct Answer {
  int status{};        ///< See Receiver::receive().
  std::string text{};  ///< Plain text, safe to send.
};

/// Receiver's constructor checks all members and throws a ConfigError that names the first one that is not
/// valid.
struct ReceiverOptions {
  /// 1 to 8 secrets of the endpoint: during a rotation, the old one and the new one.
  std::vector<Secret> secrets{};
  Checks checks{};  ///< Default: at most a day old, 5 minutes ahead, 1 MiB.
  /// Default: a MemorySeenStore that remembers an hour longer than `checks` need.
  std::shared_ptr<SeenStore> seen{};
  /// 1 s to 366 days; must be longer than the handler ever takes: it is not renewed, and a redelivery
  /// after its end is handled too. After a crash in the handler, only such a redelivery is handled.
  std::chrono::seconds lease{std::chrono::minutes{5}};
  /// Called with what the handler or the store threw, for your log; also with an Error if the handler
  /// returned after its lease and another delivery had claimed the event. Its own exceptions are ignored.
  std::function<void(const Event&, std::exception_ptr)> on_failure{};
  /// Tells the age of events, unless Checks::now is set; the default store uses it too. Default: the system's
  /// clocks.
  std::shared_ptr<Clock> clock{};
};

/// Takes requests from any HTTP server and calls a handler once for each event. Cheap to copy; copies share
/// their state. May be called from any thread; the handler runs on the calling thread.
class TICKET0_EXPORT Receiver {
 public:
  /// Returns once the event is handled; throws to have it redelivered. May be called from several threads
  /// concurrently, for different events.
  using Handler = std::function<void(const Event&)>;
  /// Throws ConfigError if an option is not valid or there is no handler.
  Receiver(ReceiverOptions options, Handler handler);
  /// @{
  /// Copies share their state. Moving copies: a moved-from receiver can still be used.
  Receiver(const Receiver&) = default;
  Receiver& operator=(const Receiver&) = default;
  /// @}

  /// Takes `body` exactly as received. Answers 200 if the event was handled, now or before, even if this
  /// version does not know its type or its body; 503 while another thread or process handles it; 500 if the
  /// handler threw, the store could not claim it, or libcrypto failed, so that the service redelivers it; 401
  /// if the signature is missing or does not match; 400 if it is malformed, or the body is too old, too new
  /// or too large; 405 if the method is not POST. Throws nothing but std::bad_alloc. A handler may end its
  /// thread (pthread_exit(), pthread_cancel()): the event is then redelivered.
  [[nodiscard]] Answer receive(std::string_view method, const Headers& headers, std::string_view body) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace ticket0::inline v1::webhook

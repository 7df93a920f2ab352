#pragma once

#include <exception>
#include <span>

#include "ticket0/error.hpp"
#include "ticket0/models.hpp"

/// Deliveries of the service to a server of yours; link `ticket0::webhook`. The service signs the body's
/// bytes: keep them as they came, not parsed and written again.
namespace ticket0::inline v1::webhook {

/// What a delivery is signed in: `sha256=` and 64 hex digits.
inline constexpr std::string_view signature_header = "Ticket0-Signature";

/// What happened: of a ticket, a message or a customer. `unknown` stands for a word this version does not
/// know.
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
/// The word on the wire, e.g. "ticket.created"; empty for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(EventType value) noexcept;
/// The value of a word on the wire; `otherwise` for one that this version does not know.
[[nodiscard]] TICKET0_EXPORT EventType parse_as(std::string_view text, EventType otherwise) noexcept;

/// Why a delivery is refused.
enum class Refusal : std::uint8_t {
  missing,    ///< No signature came.
  malformed,  ///< What came as one has no `sha256=` with 64 hex digits.
  mismatch,   ///< It is not of this body by any of the secrets.
  too_old,    ///< Beyond Checks::max_age.
  too_new,    ///< Beyond Checks::max_ahead.
  too_large   ///< Beyond Checks::max_bytes.
};

/// Not a delivery to act on. what() helps, and never has the expected signature, the secret or the body.
class TICKET0_EXPORT SignatureError : public Error {
 public:
  /// With a text that names the usual causes.
  explicit SignatureError(Refusal refusal);
  /// With a text of yours.
  SignatureError(Refusal refusal, const std::string& what);
  ~SignatureError() override;
  /// Which check it did not pass.
  [[nodiscard]] Refusal refusal() const noexcept;

 private:
  Refusal refusal_;
};

/// What happened. A body that is not an object with an `id` and a `type`, as the ping is when an endpoint is
/// saved, has `raw` alone.
struct Event {
  std::string id{};                       ///< "evt_...", the same in each redelivery.
  Open<EventType> type{};                 ///< Its text is the word that came.
  std::optional<Timestamp> created_at{};  ///< What Checks::max_age is counted from.
  std::string workspace_id{};             ///< "ws_..."; "" where the body has none.
  std::string data{};                     ///< JSON text of "data", blanks removed.
  std::string raw{};                      ///< The whole body, as it was signed.

  /// `data` as a T: Ticket (of events whose type begins with "ticket."), Message ("message.") or Customer
  /// ("customer."); of no other T. Empty where it does not fit: the service documents `data` for no event.
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

/// What a body has to be, its signature aside.
struct Checks {
  /// 1 s to 366 days. The service repeats a delivery until it is 8 h 36 min old: a shorter time loses events.
  std::chrono::seconds max_age{std::chrono::hours{24}};
  /// How far the service's clock may be ahead of `now`: 0 s to 366 days.
  std::chrono::seconds max_ahead{std::chrono::minutes{5}};
  /// Of the body, at least 1; a larger one is refused before anything is computed.
  std::size_t max_bytes{1 << 20};
  /// Default: the system clock.
  std::optional<Timestamp> now{};
};

/// Whether `signature`, the header's value, has one of `body` by one of the secrets: 1 to 8, several while
/// one replaces another. HMAC-SHA256, compared in constant time. Throws ConfigError on an empty secret and on
/// none.
[[nodiscard]] TICKET0_EXPORT bool verify(std::string_view body, std::string_view signature,
                                         std::span<const Secret> secrets);
/// Verifies, then parses; there is no way to an event past verification. Throws SignatureError, and
/// ConfigError as verify() does and where `checks` is out of range. A body that was signed is always
/// delivered: one that is not the documented envelope, or no JSON at all, has `raw` alone, and no age to
/// check.
[[nodiscard]] TICKET0_EXPORT Event parse(std::string_view body, std::string_view signature,
                                         std::span<const Secret> secrets, const Checks& checks = {});
/// The same with one secret.
[[nodiscard]] inline Event parse(std::string_view body, std::string_view signature, const Secret& secret,
                                 const Checks& checks = {}) {
  return parse(body, signature, std::span{&secret, 1}, checks);
}
/// The header's value for `body`. For tests of your own receiver.
[[nodiscard]] TICKET0_EXPORT std::string sign(std::string_view body, const Secret& secret);

/// Which events were handled. Shared by all that receive for one endpoint; every member may be called from
/// any thread. claim() is atomic, so that two deliveries at once are handled once; after a crash in between
/// it is handled again.
class TICKET0_EXPORT SeenStore {
 public:
  /// Whose an event is. `handled`: it was done; `in_progress`: another one has claimed it and its lease runs.
  enum class Claim : std::uint8_t { mine, handled, in_progress };
  virtual ~SeenStore();
  /// `mine`: nobody has claimed it, or did so longer than `lease` ago and never said what became of it.
  virtual Claim claim(std::string_view event_id, std::chrono::seconds lease) = 0;
  /// It was handled: from now on claim() gives `handled`, for at least as long as redeliveries come.
  virtual void done(std::string_view event_id) = 0;
  /// The handler failed: the redelivery gets its chance.
  virtual void release(std::string_view event_id) noexcept = 0;

 protected:
  SeenStore() = default;
  SeenStore(const SeenStore&) = default;
  SeenStore& operator=(const SeenStore&) = default;
};

/// Remembers within the process, and nothing beyond its end.
class TICKET0_EXPORT MemorySeenStore final : public SeenStore {
 public:
  /// How much is remembered.
  struct Options {
    /// 1 s to 366 days. Longer than Checks::max_age and Checks::max_ahead together, or a replay may pass.
    std::chrono::seconds keep{std::chrono::hours{25}};
    /// At least 1. Beyond that the event handled longest ago is forgotten first.
    std::size_t max_events{100'000};
    /// Default: the system's.
    std::shared_ptr<Clock> clock{};
  };
  /// As with default Options.
  MemorySeenStore();
  /// Throws ConfigError where `keep` or `max_events` is out of range.
  explicit MemorySeenStore(Options options);
  MemorySeenStore(const MemorySeenStore&) = delete;
  MemorySeenStore& operator=(const MemorySeenStore&) = delete;
  ~MemorySeenStore() override;
  /// @{
  /// As SeenStore says.
  Claim claim(std::string_view event_id, std::chrono::seconds lease) override;
  void done(std::string_view event_id) override;
  void release(std::string_view event_id) noexcept override;
  /// @}

 private:
  struct Events;
  std::unique_ptr<Events> events_;
};

/// What the HTTP server has to send back.
struct Answer {
  int status{};        ///< See Receiver::receive().
  std::string text{};  ///< Plain text, safe to send.
};

/// Checked by Receiver's constructor: a ConfigError names the member.
struct ReceiverOptions {
  /// 1 to 8, each the secret of the endpoint; the new one and the old one while it is rotated.
  std::vector<Secret> secrets{};
  Checks checks{};  ///< Default: a day old at most, 5 minutes ahead, 1 MiB.
  /// Default: a MemorySeenStore.
  std::shared_ptr<SeenStore> seen{};
  /// 1 s to 366 days, and longer than the handler ever takes. After a crash in the middle, only a redelivery
  /// that comes later than this is handled.
  std::chrono::seconds lease{std::chrono::minutes{5}};
  /// Told what the handler or the store threw, for your log. What it throws itself is dropped.
  std::function<void(const Event&, std::exception_ptr)> on_failure{};
};

/// Takes requests from any HTTP server and calls a handler once for each event. Cheap to copy; copies share
/// all. May be called from any thread, and calls the handler on the thread that calls it.
class TICKET0_EXPORT Receiver {
 public:
  /// Returns where the event is dealt with, and throws where it has to come again. May be called at once from
  /// several threads, for different events.
  using Handler = std::function<void(const Event&)>;
  /// Throws ConfigError where an option cannot be used.
  Receiver(ReceiverOptions options, Handler handler);

  /// `body` as it came. Gives 200 where the event was handled, now or before (also one of a type, or a whole
  /// body, that this version does not know); 503 while another thread or process handles it; 500 where the
  /// handler threw, so that the service sends it again; 401 for a signature that is missing or of another
  /// secret; 400 for one that cannot be read and for a body that is too old, too new or too large; 405 for
  /// what is no POST. Throws nothing but std::bad_alloc.
  [[nodiscard]] Answer receive(std::string_view method, const Headers& headers, std::string_view body) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace ticket0::inline v1::webhook

#pragma once

#include <exception>

#include "ticket0/error.hpp"
#include "ticket0/models.hpp"
#include "ticket0/page.hpp"

/// For tests of code that uses a Client; link `ticket0::fakes`.
namespace ticket0::inline v1::fakes {

/// A request as FakeTransport got it.
struct SentRequest : HttpRequest {
  /// Percent-encoded, without the base URL: "/tickets/tkt_1". What precedes it ends with "/api/v1"; a URL
  /// without that has its whole path here.
  std::string path{};
  std::string query{};    ///< What follows the "?", percent-encoded: "status=open&limit=100".
  SendContext context{};  ///< What the client passed to the transport.
};

/// A service made of rules and a script; it records each request, including the header with the key. Every
/// member may be called from any thread; set up the rules before the calls that they are for.
///
/// A request is served by the newest rule that matches it and is not used up, otherwise by the next step of
/// the script. A request for which nothing is left fails with a TransportError that names it; the client does
/// not repeat it.
class TICKET0_EXPORT FakeTransport final : public Transport {
 public:
  /// What happens to the requests that match a pattern. Valid while the FakeTransport lives. A rule that has
  /// neither respond(), fail() nor time_out() matches nothing; if several are set, the last applies.
  class TICKET0_EXPORT Rule {
   public:
    /// Returns this response, with any status.
    Rule& respond(int status, std::string body, Headers headers = {});
    /// Throws a TransportError with this outcome and text.
    Rule& fail(Outcome outcome, std::string what = "connection reset");
    /// Throws a TimeoutError once the attempt's time is over: the request was sent, no response came.
    Rule& time_out();
    /// Default: none. A latency beyond the attempt's time is a time-out. Throws InvalidArgument if it is
    /// negative.
    Rule& after(std::chrono::milliseconds latency);
    /// How many requests the rule serves; default 1. Throws InvalidArgument if it is negative.
    Rule& times(int n);
    /// The rule serves any number of requests.
    Rule& always();

   private:
    friend class FakeTransport;
    struct State;
    explicit Rule(std::shared_ptr<State> state) noexcept;
    std::shared_ptr<State> state_;
  };

  /// Has neither rules nor a script. Latencies and time-outs move `clock`; without one they take no time.
  explicit FakeTransport(std::shared_ptr<Clock> clock = {});
  FakeTransport(const FakeTransport&) = delete;
  FakeTransport& operator=(const FakeTransport&) = delete;
  ~FakeTransport() override;
  /// Adds a rule for a method and a path, e.g. "GET /tickets/:id": a segment that begins with a colon stands
  /// for any one segment. The rest is compared with SentRequest::path. Throws InvalidArgument for anything
  /// else.
  Rule on(std::string_view pattern);
  /// @{
  /// Appends a step to the script, as Rule does for a rule. Returns *this, so that calls can be chained.
  FakeTransport& respond(int status, std::string body, Headers headers = {});
  FakeTransport& fail(Outcome outcome, std::string what = "connection reset");
  FakeTransport& time_out();
  /// @}
  /// A copy of the requests sent so far, in order.
  [[nodiscard]] std::vector<SentRequest> sent() const;
  /// Records the request, then does what a rule or the script says.
  HttpResponse send(const HttpRequest& request, const SendContext& context) override;

 private:
  struct Service;
  std::unique_ptr<Service> service_;
};

/// @{
/// What the service would send for this object or page, as to_json() writes it: the newer generation's JSON.
/// Throws InvalidArgument for a string that is not UTF-8.
[[nodiscard]] TICKET0_EXPORT std::string json(const Ticket& ticket);
[[nodiscard]] TICKET0_EXPORT std::string json(const Message& message);
[[nodiscard]] TICKET0_EXPORT std::string json(const Customer& customer);
[[nodiscard]] TICKET0_EXPORT std::string json(const Article& article);
[[nodiscard]] TICKET0_EXPORT std::string json(const Page<Ticket>& page);
[[nodiscard]] TICKET0_EXPORT std::string json(const Page<Message>& page);
[[nodiscard]] TICKET0_EXPORT std::string json(const Page<Customer>& page);
[[nodiscard]] TICKET0_EXPORT std::string json(const Page<Article>& page);
/// @}

/// The exception that Tickets::get() throws for this response: same class, status, code, outcome and texts.
/// `code` and `message` are the service's; a response with neither has no body. Throws InvalidArgument if
/// `status` is 2xx, which is not an error.
[[nodiscard]] TICKET0_EXPORT std::exception_ptr api_error(int status, std::string_view code = {},
                                                          std::string_view message = {},
                                                          Headers headers = {});
/// The ReplyOutcomeUnknown that Messages::reply() throws if the connection breaks after the reply was sent,
/// and the ticket does not show the reply. Throws InvalidArgument if `ticket` is not a valid id.
[[nodiscard]] TICKET0_EXPORT std::exception_ptr reply_unknown(const TicketId& ticket);

/// A clock whose time moves only when something waits on it, or advance() is called. It starts at
/// 2026-01-01T00:00:00Z. Every member may be called from any thread.
class TICKET0_EXPORT ManualClock final : public Clock {
 public:
  /// Each clock has its own time.
  ManualClock();
  ManualClock(const ManualClock&) = delete;
  ManualClock& operator=(const ManualClock&) = delete;
  ~ManualClock() override;
  /// Stands still while nothing waits.
  std::chrono::steady_clock::time_point now() noexcept override;
  /// Moves with now().
  std::chrono::system_clock::time_point wall() noexcept override;
  /// Moves the time to `when` and returns true immediately; if `cancel` is cancelled, returns false and moves
  /// nothing. A wait of more than a year is one for another thread: it moves nothing and ends when `cancel`
  /// is cancelled.
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) override;
  /// Moves the time without a wait.
  void advance(std::chrono::milliseconds by);
  /// The total of all waits, without what advance() added.
  [[nodiscard]] std::chrono::milliseconds waited() const noexcept;

 private:
  struct Time;
  std::unique_ptr<Time> time_;
};

}  // namespace ticket0::inline v1::fakes

#pragma once

#include <span>

#include "ticket0/error.hpp"
#include "ticket0/models.hpp"
#include "ticket0/options.hpp"
#include "ticket0/page.hpp"

namespace ticket0::inline v1 {

namespace detail {
struct ClientAccess;
class Engine;
class Session;
class TaskHandle;
}  // namespace detail

/// The tickets of the key's workspace. Reads need the scope `tickets:read`, writes `tickets:write`. Every
/// member throws InvalidArgument if an argument is not valid, before anything is sent, and otherwise what
/// error.hpp describes.
class TICKET0_EXPORT Tickets {
 public:
  Tickets(const Tickets&) = default;
  Tickets& operator=(const Tickets&) = default;
  /// All tickets, newest first; each page is fetched when the loop reaches it. A ticket that moves from one
  /// page to another during the loop is delivered once. `call.timeout` limits the fetching for each step of
  /// the loop.
  [[nodiscard]] PagedRange<Ticket> list(TicketQuery query = {}, CallOptions call = {}) const;
  /// One page, newest first.
  [[nodiscard]] Page<Ticket> page(const TicketQuery& query = {}, const CallOptions& call = {}) const;
  /// One ticket, with members that lists lack: see Ticket::extra.
  [[nodiscard]] Ticket get(const TicketId& id, const CallOptions& call = {}) const;
  /// Creates a ticket; the service finds the customer by `customer_email`, or creates one. Two calls create
  /// two tickets.
  Ticket create(const NewTicket& ticket, const CallOptions& call = {}) const;
  /// Changes what `patch` sets and returns the updated ticket.
  Ticket update(const TicketId& id, const TicketPatch& patch, const CallOptions& call = {}) const;

 private:
  friend class Client;
  explicit Tickets(std::shared_ptr<const detail::Engine> engine) noexcept;
  std::shared_ptr<const detail::Engine> engine_;
};

/// Result of one check for a reply in doubt.
struct ReplyLookup {
  /// Only `found` is certain.
  enum class State : std::uint8_t {
    unsure,    ///< A message may be the reply, or not all messages could be read.
    found,     ///< `message` is the reply.
    not_seen,  ///< The look saw no message that may be the reply. It may still appear: see find_reply().
  };
  State state{};                     ///< Default: unsure.
  std::optional<Message> message{};  ///< Set if the reply was found.
};

/// The messages of a ticket. Reads need the scope `messages:read`, replies `messages:send`. There is no call
/// for internal notes: a newer workspace may mail their text to the customer. Throws what Tickets throws, and
/// what a member adds.
class TICKET0_EXPORT Messages {
 public:
  Messages(const Messages&) = default;
  Messages& operator=(const Messages&) = default;
  /// Every message of the ticket, in the service's order. Newer workspaces send all in one response.
  [[nodiscard]] PagedRange<Message> list(TicketId ticket, MessageQuery query = {},
                                         CallOptions call = {}) const;
  /// One page. Page::total is the number of messages, if the response says.
  [[nodiscard]] Page<Message> page(const TicketId& ticket, const MessageQuery& query = {},
                                   const CallOptions& call = {}) const;
  /// Mails the customer. A reply is not sent again while its outcome is unknown: the library looks for it on
  /// the ticket, 2, 5 and 15 seconds later and within the call's time, which needs the scope `messages:read`.
  /// Throws ReplyOutcomeUnknown if that does not settle it. The service rejects a reply to a closed ticket.
  ///
  /// One exception: after 500 INTERNAL, which the service declares safe to retry, a reply is sent again,
  /// once, if the three looks prove that it is not there: each got all messages, from no cache, and all of
  /// them are surely others. The repeat begins within 10 seconds of the last look, or not at all:
  /// ReplyOutcomeUnknown. A service that responds with INTERNAL and stores or shows the reply after the
  /// looks, or stores it under another ticket, would mail it twice: RetryWrites::when_throttled turns the
  /// repeat off.
  Message reply(const TicketId& ticket, const NewReply& reply, const CallOptions& call = {}) const;
  /// Looks once for a reply in doubt among the messages of its ticket, by the same rules as reply();
  /// see ReplyOutcomeUnknown. `sent_at` is when it was sent, by this machine's clock, which the look corrects
  /// by the service's. Makes only read requests. May be called again, in another process too.
  ///
  /// `not_seen` does not mean that you may send it again: the service may store or show it later. Two replies
  /// in doubt with the same text both find the same message: pass the ids of the messages that are known to
  /// be others as `known`. A message that this process got from an earlier call, and that has the reply's
  /// text, makes the look `unsure`. Throws what a read throws.
  [[nodiscard]] ReplyLookup find_reply(const TicketId& ticket, const NewReply& reply, Timestamp sent_at,
                                       std::span<const MessageId> known = {},
                                       const CallOptions& call = {}) const;

 private:
  friend class Client;
  explicit Messages(std::shared_ptr<const detail::Engine> engine) noexcept;
  std::shared_ptr<const detail::Engine> engine_;
};

/// The customers of the key's workspace. Reads need the scope `customers:read`, writes `customers:write`.
/// Throws what Tickets throws.
class TICKET0_EXPORT Customers {
 public:
  Customers(const Customers&) = default;
  Customers& operator=(const Customers&) = default;
  /// All customers, page by page, like Tickets::list().
  [[nodiscard]] PagedRange<Customer> list(CustomerQuery query = {}, CallOptions call = {}) const;
  /// One page.
  [[nodiscard]] Page<Customer> page(const CustomerQuery& query = {}, const CallOptions& call = {}) const;
  /// Looks up the service's id. To look up your own id, use page() with CustomerQuery::external_id.
  [[nodiscard]] Customer get(const CustomerId& id, const CallOptions& call = {}) const;
  /// Creates a customer. With an `external_id` it is get-or-create: the service returns the customer that has
  /// it. So it is retried like a read, and you may send it again if its outcome is unknown.
  Customer create(const NewCustomer& customer, const CallOptions& call = {}) const;
  /// Changes what `patch` sets and returns the updated customer.
  Customer update(const CustomerId& id, const CustomerPatch& patch, const CallOptions& call = {}) const;

 private:
  friend class Client;
  explicit Customers(std::shared_ptr<const detail::Engine> engine) noexcept;
  std::shared_ptr<const detail::Engine> engine_;
};

/// The workspace's articles. Needs the scope `tickets:read`. Throws what Tickets throws.
class TICKET0_EXPORT KnowledgeBase {
 public:
  KnowledgeBase(const KnowledgeBase&) = default;
  KnowledgeBase& operator=(const KnowledgeBase&) = default;
  /// All articles, page by page, like Tickets::list(), without their bodies.
  [[nodiscard]] PagedRange<Article> list(ArticleQuery query = {}, CallOptions call = {}) const;
  /// One page, without the bodies.
  [[nodiscard]] Page<Article> page(const ArticleQuery& query = {}, const CallOptions& call = {}) const;
  /// One article, with its body.
  [[nodiscard]] Article get(const ArticleId& id, const CallOptions& call = {}) const;

 private:
  friend class Client;
  explicit KnowledgeBase(std::shared_ptr<const detail::Engine> engine) noexcept;
  std::shared_ptr<const detail::Engine> engine_;
};

/// The libcurl transport that a Client with these options uses by default, for your own Transport to
/// decorate. Throws ConfigError as Client's constructor does.
[[nodiscard]] TICKET0_EXPORT std::shared_ptr<Transport> make_default_transport(const ClientOptions& options);

/// The client, from which every call starts. Cheap to copy: copies share connections. Every const member may
/// be called from any thread.
class TICKET0_EXPORT Client {
 public:
  /// Sends nothing. Throws ConfigError if an option is not valid, and TransportError if libcurl cannot be
  /// used at all.
  explicit Client(ClientOptions options);
  /// @{
  /// Copies share everything. Moving copies: a moved-from client can still be used.
  Client(const Client&) = default;
  Client& operator=(const Client&) = default;
  /// @}
  /// @{
  /// The calls, grouped by resource. What is returned may outlive the client.
  [[nodiscard]] Tickets tickets() const noexcept;
  [[nodiscard]] Messages messages() const noexcept;
  [[nodiscard]] Customers customers() const noexcept;
  [[nodiscard]] KnowledgeBase knowledge_base() const noexcept;
  /// @}
  /// The same client with other defaults for each call: `client.with({.timeout = 5s}).tickets()`. A call's
  /// own members override them, except that its headers are added, and override those of the same name, and
  /// that either token cancels it. Throws InvalidArgument as a call with these options would, and if
  /// `capture` is set.
  [[nodiscard]] Client with(CallOptions defaults) const;
  /// Replaces the key of the client and of everything that shares its connections: copies, resources, ranges
  /// and tasks use it from their next attempt. An attempt that the service rejects with 401 because its key
  /// was replaced meanwhile is repeated with the new key, up to five times in a call, whatever RetryPolicy
  /// says. The budget stays, and new clients of the new key share it, unless they have one already: to join
  /// budgets, name a RateLimit::scope. The old key is wiped when the last attempt that uses it ends. The same
  /// key again changes nothing. Throws ConfigError if the key is not valid.
  void set_api_key(Secret key) const;
  /// Ends jobs given to async(), for all copies of this client, as the destructor of the last handle does,
  /// but waits no longer than `limit` for jobs that are running. An on_done() function that is still
  /// pending then gets CancelledError: `not_sent` if no request of its job can have left, otherwise
  /// `unknown`. True if all jobs have ended; the rest ends on its own, and the destructor does not wait for
  /// it. Afterwards no executor is called, and async() gives tasks that are cancelled. Calls without async()
  /// are unaffected. On a worker it does not wait.
  bool close(std::chrono::milliseconds limit) const;
  /// Usage of this client's budget; empty if it has no limit (RateLimit::enabled).
  [[nodiscard]] std::optional<RateUsage> rate_usage() const;
  /// Calls any endpoint, with the same key, retries, limits and errors. `method` is GET, POST, PUT, PATCH or
  /// DELETE. `path`, with its query, starts with one slash, is relative to the base URL, and must already be
  /// percent-encoded. `body` is JSON text, sent as it is. Returns a 2xx response; throws InvalidArgument for
  /// what cannot be sent, and ApiError for any other status. A raw write counts as not idempotent, see
  /// RetryWrites; a raw reply is not repeated after 500 INTERNAL either.
  HttpResponse send(std::string_view method, std::string_view path, std::string body = {},
                    const CallOptions& call = {}) const;

 private:
  friend struct detail::ClientAccess;
  friend class detail::TaskHandle;
  explicit Client(std::shared_ptr<const detail::Session> session) noexcept;
  std::shared_ptr<const detail::Session> session_;
};

}  // namespace ticket0::inline v1

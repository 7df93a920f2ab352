#pragma once

#include "ticket0/error.hpp"
#include "ticket0/models.hpp"
#include "ticket0/options.hpp"
#include "ticket0/page.hpp"

namespace ticket0::inline v1 {

namespace detail {
class Engine;
class TaskHandle;
}  // namespace detail

/// The tickets of the key's workspace. Reads need the scope `tickets:read`, writes `tickets:write`. Every
/// member throws ConfigError before anything is sent where an argument cannot be used, and otherwise what
/// error.hpp describes.
class TICKET0_EXPORT Tickets {
 public:
  /// Newest first, page after page, each fetched when the loop gets there. A ticket that moves between two
  /// pages while they are read comes once. `call.timeout` bounds the fetching for one step of the loop.
  [[nodiscard]] PagedRange<Ticket> list(TicketQuery query = {}, CallOptions call = {}) const;
  /// One page, newest first.
  [[nodiscard]] Page<Ticket> page(const TicketQuery& query = {}, const CallOptions& call = {}) const;
  /// With members that no list has, see Ticket::extra.
  [[nodiscard]] Ticket get(const TicketId& id, const CallOptions& call = {}) const;
  /// The service finds or makes the customer by `customer_email`. Two calls make two tickets.
  Ticket create(const NewTicket& ticket, const CallOptions& call = {}) const;
  /// Changes what `patch` sets and gives the ticket as it is then.
  Ticket update(const TicketId& id, const TicketPatch& patch, const CallOptions& call = {}) const;

 private:
  friend class Client;
  explicit Tickets(std::shared_ptr<const detail::Engine> engine) noexcept;
  std::shared_ptr<const detail::Engine> engine_;
};

/// The messages of a ticket. Reads need the scope `messages:read`, replies `messages:send`. There is no call
/// for internal notes: a newer workspace may mail their text to the customer. Throws as Tickets does, unless
/// a call says more.
class TICKET0_EXPORT Messages {
 public:
  /// Every message of the ticket, in the service's order. Newer workspaces send them in one answer.
  [[nodiscard]] PagedRange<Message> list(TicketId ticket, MessageQuery query = {},
                                         CallOptions call = {}) const;
  /// One page. Page::total is how many messages there are, where the answer says.
  [[nodiscard]] Page<Message> page(const TicketId& ticket, const MessageQuery& query = {},
                                   const CallOptions& call = {}) const;
  /// Mails the customer, and never twice in doubt: where the fate of a reply is unknown, the ticket is read
  /// (2, 5 and 15 seconds later, within the call's time) to find out; that needs the scope `messages:read`.
  /// Throws ReplyOutcomeUnknown where it cannot tell. Only after 500 INTERNAL, which the service declares
  /// safe to retry, and with no sign of the reply in three looks, is it sent again, once. A service that
  /// answers INTERNAL and sends the reply later still would send it twice: RetryWrites::when_refused rules
  /// that out; it also keeps a reply whose text the service changed, and which is therefore not recognised,
  /// from being sent again. The service refuses a reply to a closed ticket.
  Message reply(const TicketId& ticket, const NewReply& reply, const CallOptions& call = {}) const;

 private:
  friend class Client;
  explicit Messages(std::shared_ptr<const detail::Engine> engine) noexcept;
  std::shared_ptr<const detail::Engine> engine_;
};

/// The customers of the key's workspace. Reads need the scope `customers:read`, writes `customers:write`.
/// Throws as Tickets does.
class TICKET0_EXPORT Customers {
 public:
  /// Page after page, see Tickets::list.
  [[nodiscard]] PagedRange<Customer> list(CustomerQuery query = {}, CallOptions call = {}) const;
  /// One page.
  [[nodiscard]] Page<Customer> page(const CustomerQuery& query = {}, const CallOptions& call = {}) const;
  /// By the service's id. By your own: page() with CustomerQuery::external_id.
  [[nodiscard]] Customer get(const CustomerId& id, const CallOptions& call = {}) const;
  /// With an `external_id` that the service knows: gives that customer and makes none.
  Customer create(const NewCustomer& customer, const CallOptions& call = {}) const;
  /// Changes what `patch` sets and gives the customer as it is then.
  Customer update(const CustomerId& id, const CustomerPatch& patch, const CallOptions& call = {}) const;

 private:
  friend class Client;
  explicit Customers(std::shared_ptr<const detail::Engine> engine) noexcept;
  std::shared_ptr<const detail::Engine> engine_;
};

/// The workspace's articles. Needs the scope `tickets:read`. Throws as Tickets does.
class TICKET0_EXPORT KnowledgeBase {
 public:
  /// Page after page, see Tickets::list; without the articles' bodies.
  [[nodiscard]] PagedRange<Article> list(ArticleQuery query = {}, CallOptions call = {}) const;
  /// One page, without the articles' bodies.
  [[nodiscard]] Page<Article> page(const ArticleQuery& query = {}, const CallOptions& call = {}) const;
  /// With the article's body.
  [[nodiscard]] Article get(const ArticleId& id, const CallOptions& call = {}) const;

 private:
  friend class Client;
  explicit KnowledgeBase(std::shared_ptr<const detail::Engine> engine) noexcept;
  std::shared_ptr<const detail::Engine> engine_;
};

/// What a Client with these options sends by unless it is given a transport: libcurl. To decorate it with one
/// of your own. Throws ConfigError as Client's constructor does.
[[nodiscard]] TICKET0_EXPORT std::shared_ptr<Transport> make_default_transport(const ClientOptions& options);

/// The client: where every call begins. Cheap to copy: copies share connections. Every const member may be
/// called from any thread.
class TICKET0_EXPORT Client {
 public:
  /// Checks the options (ConfigError) and sends nothing. TransportError where libcurl cannot be used at all.
  explicit Client(ClientOptions options);
  /// @{
  /// The calls, by what they are about. What is returned may outlive the client.
  [[nodiscard]] Tickets tickets() const noexcept;
  [[nodiscard]] Messages messages() const noexcept;
  [[nodiscard]] Customers customers() const noexcept;
  [[nodiscard]] KnowledgeBase knowledge_base() const noexcept;
  /// @}
  /// The same client with other defaults for each call: `client.with({.timeout = 5s}).tickets()`. Where a
  /// call says something itself, its times, attempts and RetryWrites win, its headers are added (of one name
  /// the call's wins), and either token cancels it. Throws ConfigError as a call with these options would,
  /// and for `capture`.
  [[nodiscard]] Client with(CallOptions defaults) const;
  /// Of the budget that this client spends; empty where ClientOptions::rate_limit is.
  [[nodiscard]] std::optional<RateUsage> rate_usage() const;
  /// Any endpoint, with the same key, retries, limits and errors. `method` is GET, POST, PUT, PATCH or
  /// DELETE, `path` (and query, percent-encoded by you) starts with one slash and goes below the base URL;
  /// `body`, JSON text, is sent as it is. Gives a 2xx answer; throws ConfigError for what cannot be sent, and
  /// ApiError for any other status. A raw write counts as one that is not idempotent, see RetryWrites; a raw
  /// reply is not repeated after 500 INTERNAL either.
  HttpResponse send(std::string_view method, std::string_view path, std::string body = {},
                    const CallOptions& call = {}) const;

 private:
  friend class detail::TaskHandle;
  explicit Client(std::shared_ptr<const detail::Engine> engine) noexcept;
  std::shared_ptr<const detail::Engine> engine_;
};

}  // namespace ticket0::inline v1

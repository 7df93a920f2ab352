#pragma once

#include "ticket0/error.hpp"
#include "ticket0/models.hpp"
#include "ticket0/options.hpp"
#include "ticket0/page.hpp"

namespace ticket0::inline v1 {

namespace detail {
class Engine;
}

/// Reads need the scope `tickets:read`, writes `tickets:write`. Every member throws ConfigError before
/// anything is sent where an argument cannot be used, and otherwise what error.hpp describes.
class TICKET0_EXPORT Tickets {
 public:
  /// Newest first, page after page, each fetched when the loop gets there. A ticket that moves between two
  /// pages while they are read comes once. `call.timeout` bounds the fetching for one step of the loop.
  [[nodiscard]] PagedRange<Ticket> list(TicketQuery query = {}, CallOptions call = {}) const;
  /// One page, newest first, by exactly one request.
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

/// What a Client with these options sends by unless it is given a transport: libcurl. To decorate it with one
/// of your own. Throws ConfigError as Client's constructor does.
[[nodiscard]] TICKET0_EXPORT std::shared_ptr<Transport> make_default_transport(const ClientOptions& options);

/// Cheap to copy: copies share connections. Every const member may be called from any thread.
class TICKET0_EXPORT Client {
 public:
  /// Checks the options (ConfigError) and sends nothing.
  explicit Client(ClientOptions options);
  [[nodiscard]] Tickets tickets() const noexcept;

 private:
  std::shared_ptr<const detail::Engine> engine_;
};

}  // namespace ticket0::inline v1

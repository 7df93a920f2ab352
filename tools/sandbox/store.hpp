#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/clock.hpp"
#include "sandbox/generation.hpp"
#include "sandbox/models.hpp"
#include "sandbox/newest_first.hpp"

namespace sandbox {

/// Filters combine with AND; an unset one lets everything pass.
struct TicketFilter {
  std::optional<std::string> status{};
  std::optional<std::string> assignee_id{};
  std::optional<std::string> inbox_id{};
  std::optional<std::string> tag{};
  Generation generation{Generation::newer};  // whose words the status and the inbox are
};

struct CustomerFilter {
  std::optional<std::string> email{};
  std::optional<std::string> external_id{};
};

struct ArticleFilter {
  std::optional<std::string> query{};  // each of its words occurs in the title, the excerpt or the body
  std::optional<std::string> status{};
};

struct NewTicket {
  std::string subject{};
  std::string customer_email{};
  std::string body{};
  std::optional<std::string> inbox_id{};
};

struct NewReply {
  std::string from_address{};
  std::string body_text{};
  bool is_note{false};           // stays inside, so it is addressed to nobody
  bool to_closed{false};         // also if the ticket is closed
  std::chrono::seconds skew{0};  // its createdAt, ahead of the clock
  std::string sent_text{};       // where body_text is another
};

/// The workspace: what the service would keep in its database. Every member is atomic and may be called from
/// any thread, also while a client reads pages. A look-up of an id that is not there throws Refusal (404).
class Store {
 public:
  /// The clock of what is created or changed from here on; the system's until then.
  void use(Clock clock);

  /// As it was made, but for its clock.
  void clear();

  std::vector<std::string> ticket_ids() const;  // in the order of the list
  Page<Ticket> tickets(const TicketFilter& filter, const Slice& slice) const;
  Ticket ticket(const std::string& id) const;

  /// As given, but for an empty id, conversation or time of creation, which are filled in, and an empty
  /// customer, for which the oldest one stands in.
  Ticket add_ticket(Ticket ticket);

  /// A customer writes in: finds or adds the customer, adds the ticket and its first message.
  Ticket open_ticket(const NewTicket& wanted);

  /// Moves `updated_at`, then lets `change` edit the ticket. `change` must not use the store.
  Ticket alter_ticket(const std::string& id, const std::function<void(Ticket&)>& change);

  void remove_ticket(const std::string& id);

  /// Oldest first; as they were `as_of` then, if that is given.
  std::vector<Message> messages(const std::string& ticket_id, std::optional<Instant> as_of = {}) const;
  Message add_message(const std::string& ticket_id, Message message);

  /// At most `slice.limit` of them, oldest first. Throws Refusal (400) for a position that is none of theirs.
  Page<Message> messages(const std::string& ticket_id, const Slice& slice,
                         std::optional<Instant> as_of = {}) const;

  /// An operator's reply by mail. Throws Refusal (400) if the ticket is closed.
  Message reply(const std::string& ticket_id, const NewReply& reply);

  Page<Customer> customers(const CustomerFilter& filter, const Slice& slice) const;
  Customer customer(const std::string& id) const;
  Customer add_customer(Customer customer);

  struct Upsert {
    Customer customer{};
    bool created{false};
  };
  /// The oldest customer with this address, or else a new one.
  Upsert customer_with(const std::string& email);

  /// The customer that already has this `external_id`, unchanged, or else the given one, added.
  Upsert upsert_customer(Customer customer);

  Customer alter_customer(const std::string& id, const std::function<void(Customer&)>& change);

  Page<Article> articles(const ArticleFilter& filter, const Slice& slice) const;
  Article article(const std::string& id) const;
  Article add_article(Article article);

 private:
  Moment now();
  const Ticket& put_ticket(Ticket ticket);
  const Customer& put_customer(Customer customer);
  Upsert find_or_put_customer(const std::string& email);
  const Message& put_message(const Ticket& ticket, Message message);
  Customer counted(Customer customer) const;
  const Ticket& known_ticket(const std::string& id) const;
  const Customer& known_customer(const std::string& id) const;

  mutable std::mutex mutex_;
  Clock clock_{};
  NewestFirst<Ticket> tickets_;
  NewestFirst<Customer> customers_;
  NewestFirst<Article> articles_;
  std::map<std::string, std::vector<Message>> messages_;  // by ticket
  std::size_t last_ticket_{0};
  std::size_t last_customer_{0};
  std::size_t last_message_{0};
  Instant latest_{};
};

}  // namespace sandbox

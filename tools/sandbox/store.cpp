#include "sandbox/store.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/ascii.hpp"
#include "sandbox/refusal.hpp"

namespace sandbox {
namespace {

using Lock = std::lock_guard<std::mutex>;

std::string numbered(std::string_view prefix, std::size_t number) {
  const auto digits = std::to_string(number);
  return std::string(prefix) + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

/// The first number after `last` whose id is free.
template <class Item>
std::string next_id(std::string_view prefix, std::size_t& last, const NewestFirst<Item>& items) {
  std::string id;
  do id = numbered(prefix, ++last);
  while (items.find(id) != nullptr);
  return id;
}

template <class Value>
bool passes(const std::optional<std::string>& wanted, const Value& value) {
  return !wanted || value == *wanted;
}

bool matches(const Ticket& ticket, const TicketFilter& filter) {
  return passes(filter.status, status_in(filter.generation, ticket.status)) &&
         passes(filter.assignee_id, ticket.assignee_id) &&
         (!filter.inbox_id || filter.inbox_id == inbox_in(filter.generation, ticket.inbox_id)) &&
         (!filter.tag || std::find(ticket.tags.begin(), ticket.tags.end(), *filter.tag) != ticket.tags.end());
}

bool has_email(const Customer& customer, std::string_view email) {
  return customer.email && lower(*customer.email) == lower(email);
}

bool matches(const Customer& customer, const CustomerFilter& filter) {
  return (!filter.email || has_email(customer, *filter.email)) &&
         passes(filter.external_id, customer.external_id);
}

bool matches(const Article& article, const ArticleFilter& filter) {
  if (!passes(filter.status, article.status)) return false;
  if (!filter.query) return true;
  const auto text = lower(article.title + "\n" + article.excerpt + "\n" + article.body);
  std::istringstream words(lower(*filter.query));
  for (std::string word; words >> word;) {
    if (text.find(word) == std::string::npos) return false;
  }
  return true;
}

std::string reply_subject(const std::string& subject) {
  return subject.starts_with("Re: ") ? subject : "Re: " + subject;
}

}  // namespace

void Store::use(Clock clock) {
  const Lock lock(mutex_);
  clock_ = std::move(clock);
}

void Store::clear() {
  const Lock lock(mutex_);
  tickets_ = {};
  customers_ = {};
  articles_ = {};
  messages_.clear();
  last_ticket_ = last_customer_ = last_message_ = 0;
  latest_ = {};
}

std::vector<std::string> Store::ticket_ids() const {
  const Lock lock(mutex_);
  return tickets_.ids();
}

Page<Ticket> Store::tickets(const TicketFilter& filter, const Slice& slice) const {
  const Lock lock(mutex_);
  return tickets_.page(slice, [&](const Ticket& ticket) { return matches(ticket, filter); });
}

Ticket Store::ticket(const std::string& id) const {
  const Lock lock(mutex_);
  return known_ticket(id);
}

Ticket Store::add_ticket(Ticket ticket) {
  const Lock lock(mutex_);
  if (ticket.customer_id.empty()) {
    const auto* customer = customers_.oldest([](const Customer&) { return true; });
    if (customer != nullptr) ticket.customer_id = customer->id;
  }
  return put_ticket(std::move(ticket));
}

Ticket Store::open_ticket(const NewTicket& wanted) {
  const Lock lock(mutex_);
  const Customer customer = find_or_put_customer(wanted.customer_email).customer;
  Ticket ticket = put_ticket({.subject = wanted.subject,
                              .customer_id = customer.id,
                              .inbox_id = wanted.inbox_id.value_or("inb_support")});
  put_message(ticket, {.subject = wanted.subject,
                       .from_address = wanted.customer_email,
                       .from_name = customer.name,
                       .to_addresses = {"support@helpdesk.example"},
                       .body_text = wanted.body,
                       .body_text_cleaned = wanted.body,
                       .author_id = customer.id,
                       .author_name = customer.name});
  return ticket;
}

Ticket Store::alter_ticket(const std::string& id, const std::function<void(Ticket&)>& change) {
  const Lock lock(mutex_);
  Ticket ticket = known_ticket(id);
  ticket.updated_at = now();
  change(ticket);
  tickets_.erase(id);
  return tickets_.put(std::move(ticket));
}

void Store::remove_ticket(const std::string& id) {
  const Lock lock(mutex_);
  if (!tickets_.erase(id)) throw not_found("no ticket has the id " + id);
  messages_.erase(id);
}

std::vector<Message> Store::messages(const std::string& ticket_id, std::optional<Instant> as_of) const {
  const Lock lock(mutex_);
  const auto found = messages_.find(known_ticket(ticket_id).id);
  auto all = found == messages_.end() ? std::vector<Message>{} : found->second;
  if (as_of) std::erase_if(all, [&](const Message& each) { return each.stored_at > *as_of; });
  return all;
}

Page<Message> Store::messages(const std::string& ticket_id, const Slice& slice,
                              std::optional<Instant> as_of) const {
  const auto all = messages(ticket_id, as_of);
  auto first = all.begin();
  if (slice.after && !slice.after->id.empty()) {
    first =
        std::find_if(all.begin(), all.end(), [&](const Message& each) { return each.id == slice.after->id; });
    if (first == all.end()) throw invalid("cursor is not a nextCursor of these messages");
    ++first;
  }
  first -= std::min<std::ptrdiff_t>(first - all.begin(), static_cast<std::ptrdiff_t>(slice.repeat));
  const auto last =
      first + std::min<std::ptrdiff_t>(all.end() - first, static_cast<std::ptrdiff_t>(slice.limit));
  Page<Message> page{.items = {first, last}};
  if (last != all.end()) page.next = Position{page.items.back().created_at.at, page.items.back().id};
  return page;
}

Message Store::add_message(const std::string& ticket_id, Message message) {
  const Lock lock(mutex_);
  return put_message(known_ticket(ticket_id), std::move(message));
}

Message Store::reply(const std::string& ticket_id, const NewReply& reply) {
  const Lock lock(mutex_);
  Ticket ticket = known_ticket(ticket_id);
  if (ticket.status == "closed" && !reply.to_closed)
    throw invalid("the ticket is closed; a closed ticket takes no replies");

  Message message{.direction = "outbound",
                  .subject = reply_subject(ticket.subject),
                  .from_address = reply.from_address,
                  .from_name = "Support",
                  .body_text = reply.body_text,
                  .author_type = "user",
                  .author_id = "usr_sandbox",
                  .author_name = "Sandbox Operator",
                  .is_note = reply.is_note,
                  .sent_text = reply.sent_text.empty() ? reply.body_text : reply.sent_text};
  const auto* customer = customers_.find(ticket.customer_id);
  if (customer != nullptr && customer->email && !reply.is_note)
    message.to_addresses.push_back(*customer->email);
  const auto& earlier = messages_[ticket_id];
  const auto answered = std::find_if(earlier.rbegin(), earlier.rend(),
                                     [](const Message& each) { return each.direction == "inbound"; });
  if (answered != earlier.rend()) message.in_reply_to = answered->external_id;

  message.stored_at = now().at;
  message.created_at = {message.stored_at + reply.skew};
  Message sent = put_message(ticket, std::move(message));
  ticket.updated_at = {sent.stored_at};
  tickets_.put(std::move(ticket));
  return sent;
}

Page<Customer> Store::customers(const CustomerFilter& filter, const Slice& slice) const {
  const Lock lock(mutex_);
  auto page = customers_.page(slice, [&](const Customer& customer) { return matches(customer, filter); });
  for (auto& customer : page.items) customer = counted(std::move(customer));
  return page;
}

Customer Store::customer(const std::string& id) const {
  const Lock lock(mutex_);
  return counted(known_customer(id));
}

Customer Store::add_customer(Customer customer) {
  const Lock lock(mutex_);
  return counted(put_customer(std::move(customer)));
}

Store::Upsert Store::customer_with(const std::string& email) {
  const Lock lock(mutex_);
  auto found = find_or_put_customer(email);
  found.customer = counted(std::move(found.customer));
  return found;
}

Store::Upsert Store::upsert_customer(Customer customer) {
  const Lock lock(mutex_);
  if (customer.external_id) {
    const auto* known =
        customers_.oldest([&](const Customer& each) { return each.external_id == customer.external_id; });
    if (known != nullptr) return {counted(*known), false};
  }
  return {counted(put_customer(std::move(customer))), true};
}

Customer Store::alter_customer(const std::string& id, const std::function<void(Customer&)>& change) {
  const Lock lock(mutex_);
  Customer customer = known_customer(id);
  change(customer);
  customers_.erase(id);
  return counted(customers_.put(std::move(customer)));
}

Page<Article> Store::articles(const ArticleFilter& filter, const Slice& slice) const {
  const Lock lock(mutex_);
  return articles_.page(slice, [&](const Article& article) { return matches(article, filter); });
}

Article Store::article(const std::string& id) const {
  const Lock lock(mutex_);
  const auto* found = articles_.find(id);
  if (found == nullptr) throw not_found("no article has the id " + id);
  return *found;
}

Article Store::add_article(Article article) {
  const Lock lock(mutex_);
  return articles_.put(std::move(article));
}

/// Never the same twice and never before what is already there, so that what is added now is the newest.
Moment Store::now() {
  latest_ = std::max<Instant>(clock_.instant(), latest_ + std::chrono::milliseconds{1});
  return {latest_};
}

const Ticket& Store::put_ticket(Ticket ticket) {
  if (ticket.id.empty()) ticket.id = next_id("tkt_", last_ticket_, tickets_);
  if (ticket.conversation_id.empty())
    ticket.conversation_id = "conv_" + ticket.id.substr(ticket.id.find('_') + 1);
  if (ticket.created_at.at == Instant{}) ticket.created_at = now();
  if (ticket.updated_at.at == Instant{}) ticket.updated_at = ticket.created_at;
  latest_ = std::max(latest_, ticket.created_at.at);
  return tickets_.put(std::move(ticket));
}

const Customer& Store::put_customer(Customer customer) {
  if (customer.id.empty()) customer.id = next_id("cust_", last_customer_, customers_);
  if (customer.created_at.at == Instant{}) customer.created_at = now();
  latest_ = std::max(latest_, customer.created_at.at);
  return customers_.put(std::move(customer));
}

Store::Upsert Store::find_or_put_customer(const std::string& email) {
  const auto* known = customers_.oldest([&](const Customer& each) { return has_email(each, email); });
  if (known != nullptr) return {*known, false};
  return {put_customer({.email = email}), true};
}

const Message& Store::put_message(const Ticket& ticket, Message message) {
  if (message.id.empty()) message.id = numbered("msg_", ++last_message_);
  message.ticket_id = ticket.id;
  if (message.conversation_id.empty()) message.conversation_id = ticket.conversation_id;
  if (message.channel == "email" && !message.external_id) {
    message.external_id = "<" + message.id + "@mail.helpdesk.example>";
  }
  if (message.created_at.at == Instant{}) message.created_at = now();
  if (message.stored_at == Instant{}) message.stored_at = message.created_at.at;
  latest_ = std::max(latest_, message.stored_at);
  return messages_[ticket.id].emplace_back(std::move(message));
}

Customer Store::counted(Customer customer) const {
  customer.ticket_count = tickets_.count([&](const Ticket& each) { return each.customer_id == customer.id; });
  return customer;
}

const Ticket& Store::known_ticket(const std::string& id) const {
  const auto* found = tickets_.find(id);
  if (found == nullptr) throw not_found("no ticket has the id " + id);
  return *found;
}

const Customer& Store::known_customer(const std::string& id) const {
  const auto* found = customers_.find(id);
  if (found == nullptr) throw not_found("no customer has the id " + id);
  return *found;
}

}  // namespace sandbox

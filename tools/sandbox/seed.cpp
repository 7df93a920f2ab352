#include "sandbox/seed.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/clock.hpp"
#include "sandbox/models.hpp"
#include "sandbox/seed_texts.hpp"
#include "sandbox/store.hpp"

namespace sandbox {
namespace {

using namespace std::chrono;

constexpr Instant newest = sys_days{year{2026} / April / 22} + 10h + 30min;

/// Four of eleven are open; eleven and the number of topics have no common divisor, so every topic gets every
/// status.
constexpr std::array<std::string_view, 11> seeded_statuses{"open",     "processing", "open",   "pending",
                                                           "resolved", "open",       "closed", "snoozed",
                                                           "resolved", "open",       "closed"};

struct Operator {
  std::string_view id;
  std::string_view name;
};
constexpr std::array<Operator, 3> operators{
    {{"usr_mara", "Mara"}, {"usr_jonas", "Jonas"}, {"usr_aiko", "Aiko"}}};

std::string padded(std::size_t number) {
  const auto digits = std::to_string(number);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

std::string with_number(std::string_view text, std::size_t number) {
  std::string filled;
  for (const char byte : text) filled += byte == '#' ? std::to_string(number) : std::string(1, byte);
  return filled;
}

std::optional<std::string> unless_empty(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

std::vector<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// Customers of the older generation's ids and of the newer's.
std::vector<Customer> add_customers(Store& store) {
  std::vector<Customer> customers;
  for (const Person& person : seed_people()) {
    const auto number = customers.size() + 1;
    Customer customer{.id = (number % 2 == 1 ? "cus_" : "cust_") + padded(number),
                      .email = unless_empty(person.email),
                      .name = unless_empty(person.name),
                      .created_at = {newest - days{400 - static_cast<int>(number) * 11}}};
    if (!person.plan.empty()) {
      customer.metadata = {{"plan", std::string(person.plan)}, {"language", std::string(person.language)}};
    }
    if (number % 3 == 1) customer.external_id = "shop_" + std::to_string(88000 + number * 17);
    customers.push_back(store.add_customer(std::move(customer)));
  }
  return customers;
}

void add_articles(Store& store) {
  std::size_t number = 0;
  for (const Guide& guide : seed_guides()) {
    ++number;
    const auto created = newest - days{300 - static_cast<int>(number) * 20};
    store.add_article({.id = "art_" + padded(number),
                       .title = std::string(guide.title),
                       .slug = std::string(guide.slug),
                       .status = std::string(guide.status),
                       .excerpt = std::string(guide.excerpt),
                       .body = std::string(guide.body),
                       .created_at = {created},
                       .updated_at = {created + days{9}}});
  }
}

/// One who speaks the topic's language, another for each of its rounds.
const Customer& author(const std::vector<Customer>& customers, const Topic& topic, std::size_t round) {
  std::vector<const Customer*> speakers;
  const auto people = seed_people();
  for (std::size_t at = 0; at < people.size(); ++at) {
    if (people[at].language == topic.language) speakers.push_back(&customers[at]);
  }
  return *speakers[round % speakers.size()];
}

void add_conversation(Store& store, const Ticket& ticket, const Customer& customer, const Topic& topic,
                      std::size_t age) {
  const bool chat = !customer.email;
  const auto& phrases = seed_phrases(topic.language);
  Message question{.channel = chat ? "chat" : "email",
                   .subject = ticket.subject,
                   .from_address = customer.email,
                   .from_name = customer.name,
                   .to_addresses = chat ? std::vector<std::string>{}
                                        : std::vector<std::string>{"support@helpdesk.example"},
                   .body_text = std::string(topic.body),
                   .body_text_cleaned = std::string(topic.body),
                   .author_id = customer.id,
                   .author_name = customer.name,
                   .sentiment = std::string(topic.sentiment),
                   .language = std::string(topic.language),
                   .created_at = ticket.created_at};
  const auto asked = store.add_message(ticket.id, question);
  if (ticket.status == "open" || ticket.status == "processing") return;

  const bool by_agent = age % 4 == 0;
  const auto& who = operators[age % operators.size()];
  Message answer{.direction = "outbound",
                 .channel = asked.channel,
                 .subject = "Re: " + ticket.subject,
                 .from_address = "support@helpdesk.example",
                 .from_name = "Support",
                 .body_text = std::string(phrases.answer),
                 .body_html = "<p>" + std::string(phrases.answer) + "</p>",
                 .in_reply_to = asked.external_id,
                 .author_type = by_agent ? "agent" : "user",
                 .created_at = {ticket.created_at.at + minutes{4 + static_cast<int>(age % 50)}}};
  if (customer.email) answer.to_addresses.push_back(*customer.email);
  if (!by_agent) {
    answer.author_id = std::string(who.id);
    answer.author_name = std::string(who.name);
  }
  const auto answered = store.add_message(ticket.id, answer);
  if (ticket.status != "resolved") return;

  question.subject = answered.subject;
  question.body_text = phrases.thanks;
  question.body_text_cleaned = phrases.thanks;
  question.in_reply_to = answered.external_id;
  question.sentiment = "positive";
  question.created_at = {answered.created_at.at + minutes{11}};
  store.add_message(ticket.id, question);
}

/// `age` 0 is the newest ticket. `created` is when it came in, before fractions and offsets are put on.
void add_ticket(Store& store, const std::vector<Customer>& customers, std::size_t age, std::size_t number,
                Instant created) {
  const auto topics = seed_topics();
  const Topic& topic = topics[age % topics.size()];
  const Customer& customer = author(customers, topic, age / topics.size() + age);
  Ticket ticket{.id = "tkt_" + padded(number),
                .subject = with_number(topic.subject, 48213 - age * 7 % 40000),
                .status = std::string(seeded_statuses[age % seeded_statuses.size()]),
                .customer_id = customer.id,
                .tags = words(topic.tags),
                .created_at = {created + milliseconds{age % 17 == 3 ? 125 : 0}},
                .sentiment = std::string(topic.sentiment)};
  if (age % 23 == 5) ticket.created_at.offset = hours{2};
  ticket.updated_at = {ticket.created_at.at + minutes{ticket.status == "processing" ? 0 : 60}};
  if (age % 29 == 6) ticket.updated_at.offset = -(hours{3} + minutes{30});
  if (age % 3 != 0) ticket.assignee_id = std::string(operators[age % operators.size()].id);
  if (age % 9 != 4) ticket.inbox_id = "inb_" + std::string(topic.inbox);
  if (topic.sentiment == "frustrated") ticket.priority = "high";
  if (ticket.status == "resolved" && age % 2 == 0)
    ticket.csat = Csat{static_cast<int>(3 + age % 3), "Quick and friendly."};
  add_conversation(store, store.add_ticket(ticket), customer, topic, age);
}

}  // namespace

void seed(Store& store, std::size_t tickets) {
  const auto customers = add_customers(store);
  add_articles(store);

  // The gaps are uneven, and some tickets came in within the same second.
  std::vector<Instant> arrivals;
  Instant created = newest;
  for (std::size_t age = 0; age < tickets; ++age) {
    arrivals.push_back(created);
    if (age % 25 != 7) created -= minutes{7 + static_cast<int>(age * 37 % 113)};
  }
  for (std::size_t number = 1; number <= tickets; ++number) {
    const auto age = tickets - number;
    add_ticket(store, customers, age, number, arrivals[age]);
  }
}

}  // namespace sandbox

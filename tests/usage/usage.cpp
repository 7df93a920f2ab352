// What a user writes, as agreed before the library was built. It has to compile, unchanged.
#include <iostream>

#include "ticket0/async.hpp"
#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"
#include "ticket0/result.hpp"
#include "ticket0/webhook.hpp"

using namespace std::chrono_literals;

static_assert(std::input_iterator<ticket0::PagedRange<ticket0::Ticket>::iterator>);
static_assert(std::is_nothrow_copy_constructible_v<ticket0::ApiError>);
static_assert(std::is_nothrow_copy_constructible_v<ticket0::RateLimitError>);
static_assert(std::is_nothrow_move_constructible_v<ticket0::Ticket>);
static_assert(std::is_nothrow_move_constructible_v<ticket0::TicketPatch>);
static_assert(!std::is_convertible_v<std::string, ticket0::TicketId>);
static_assert(!std::is_convertible_v<ticket0::CustomerId, ticket0::TicketId>);
static_assert(!std::is_convertible_v<ticket0::Secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string, ticket0::Open<ticket0::TicketStatus>>);
static_assert(!std::is_copy_constructible_v<ticket0::Task<ticket0::Ticket>>);
static_assert(!std::is_convertible_v<std::nullptr_t, ticket0::Field<std::string>>);

void read_and_write() {
  ticket0::Client client({.api_key = ticket0::Secret{"t0_key"}, .app_info = "acme-sync/2.1"});
  ticket0::Client from_environment{ticket0::ClientOptions::from_env()};

  // The ten most recent open tickets: one request.
  for (const auto& t : client.tickets().page({.status = ticket0::TicketStatus::open, .limit = 10}).items)
    std::cout << t.id.str() << ' ' << t.subject << '\n';

  // Every ticket of a tag, page by page, as the loop asks for them.
  for (const auto& t : client.tickets().list({.tag = "team:billing"}).at_most(500))
    std::cout << t.subject << '\n';

  auto ticket =
      client.tickets().create({.subject = "Printer on fire", .customer_email = "a@b.c", .body = "Help"});
  client.tickets().update(ticket.id, {.status = ticket0::TicketStatus::resolved,  // set
                                      .assignee_id = ticket0::null});  // cleared; tags stay as they are
  client.tickets().update(ticket.id, {.tags = {"billing", "vip"}});
  client.tickets().update(ticket.id,
                          {.status = ticket0::TicketStatus::snoozed,
                           .extra = {{"snoozeUntil", ticket0::json_string("2026-12-01T08:00:00Z")}}});
  client.messages().reply(ticket.id, {.from_address = "help@acme.com", .body_text = "On it."},
                          {.timeout = 5s});
  auto thread = client.messages().list(ticket.id).to_vector();
  auto customer =
      client.customers().create({.email = "a@b.c", .external_id = "crm-17", .metadata = {{"plan", "pro"}}});
  client.customers().update(customer.id, {.metadata = {{"plan", "team"}, {"trial", ticket0::null}}});
  for (const auto& a : client.knowledge_base().list({.query = "refund"})) std::cout << a.title << '\n';

  switch (ticket.status.value()) {
    using enum ticket0::TicketStatus;
    case open: break;
    case unknown: std::cout << "new in the API: " << ticket.status.text(); break;
    case processing:
    case pending:
    case snoozed:
    case resolved:
    case closed: break;
  }
}

void errors(const ticket0::Client& client, const ticket0::TicketId& id) {
  try {
    (void)client.tickets().get(id);
  } catch (const ticket0::NotFoundError&) {
    return;
  } catch (const ticket0::RateLimitError& e) {
    std::cerr << e.retry_after().value_or(60s).count();
  } catch (const ticket0::PermissionError& e) {
    std::cerr << "this key needs " << e.needed_scope();
  } catch (const ticket0::ApiError& e) {
    std::cerr << e.status() << ' ' << e.code().text() << ' ' << e.message();
  } catch (const ticket0::Error& e) {
    if (e.outcome() == ticket0::Outcome::unknown)
      std::cerr << e.explain();  // it may have happened: do not just repeat it
  }
  if (auto ticket = ticket0::attempt([&] { return client.tickets().get(id); })) std::cout << ticket->subject;
}

void per_call_and_async(const ticket0::Client& client, const ticket0::TicketId& id) {
  ticket0::CancelSource stop;
  ticket0::ResponseInfo info;
  (void)client.tickets().page({}, {.max_attempts = 1, .cancel = stop.token(), .capture = &info});
  auto strict = client.with({.timeout = 2s}).tickets();
  (void)strict.get(id);
  auto task = ticket0::async(client, [id](const ticket0::Client& c) { return c.tickets().get(id); });
  std::cout << std::move(task).get().subject;
  auto raw = client.send("GET", "/tickets/" + id.str());
  std::cout << raw.status << raw.body;
}

struct Watch final : ticket0::Observer {
  void on_wait(const Attempt&, std::chrono::milliseconds, ticket0::WaitReason why) noexcept override {
    is_limited = why == ticket0::WaitReason::rate_limit;
  }
  void on_drift(std::string_view, std::string_view, ticket0::Drift what) noexcept override {
    has_new_members = what == ticket0::Drift::new_member;
  }
  bool is_limited{false}, has_new_members{false};
};

void limits_and_patches(const ticket0::Ticket& other) {
  static_assert(std::is_same_v<decltype(ticket0::ClientOptions{}.rate_limit), ticket0::RateLimit>);
  static_assert(!std::is_base_of_v<ticket0::ConfigError, ticket0::InvalidArgument>);
  ticket0::Client limited({.api_key = ticket0::Secret{"t0_k"},
                           .rate_limit = {.requests = 30},
                           .observer = std::make_shared<Watch>()});
  ticket0::Client unlimited({.api_key = ticket0::Secret{"t0_k"}, .rate_limit = {.enabled = false}});
  ticket0::Client moved = std::move(limited);
  try {
    limited.tickets().update(ticket0::TicketId{"tkt_1"}, {.assignee_id = ticket0::or_null(other.assignee_id),
                                                          .tags = {"billing", "vip"}});
  } catch (const ticket0::InvalidArgument& e) {
    std::cerr << e.what();
  }
  std::cout << other.id << ' ' << other.status << '\n';
  if (!other.status.is_known()) std::cout << ticket0::lossy_utf8("caf\xe9");
}

void webhooks(std::string_view body, std::string_view signature_header) {
  auto event = ticket0::webhook::parse(body, signature_header, ticket0::Secret{"whsec"});
  if (event.type == ticket0::webhook::EventType::ticket_created) std::cout << event.data;
}

void a_users_own_test() {
  auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
  auto clock = std::make_shared<ticket0::fakes::ManualClock>();
  wire->respond(429, "{}", {{"Retry-After", "7"}}).respond(200, R"({"id":"tkt_1"})");
  ticket0::Client client({.api_key = ticket0::Secret{"t0_x"}, .transport = wire, .clock = clock});
  (void)client.tickets().get(ticket0::TicketId{"tkt_1"});
}

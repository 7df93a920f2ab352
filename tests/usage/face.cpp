// What a user writes from 0.1.0 on. It has to compile, unchanged, with both compilers and every warning on.
#include <deque>
#include <functional>
#include <iostream>

#include "ticket0/async.hpp"
#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"
#include "ticket0/result.hpp"

using namespace std::chrono_literals;

static_assert(!std::is_base_of_v<ticket0::ConfigError, ticket0::InvalidArgument>);
static_assert(std::is_base_of_v<ticket0::Error, ticket0::InvalidArgument>);
static_assert(std::is_same_v<decltype(ticket0::ClientOptions{}.rate_limit), ticket0::RateLimit>);
static_assert(std::is_same_v<ticket0::Executor, std::function<void(std::function<void()>)>>);

struct Watch final : ticket0::Observer {
  void on_send(const Attempt& a) noexcept override { last = a.call; }
  void on_wait(const Attempt&, std::chrono::milliseconds, ticket0::WaitReason why) noexcept override {
    waited = why == ticket0::WaitReason::rate_limit;
  }
  void on_drift(std::string_view, std::string_view, ticket0::Drift what) noexcept override {
    odd = what == ticket0::Drift::new_member;
  }
  void on_end(const CallEnd& e) noexcept override { failed += e.error != nullptr ? 1 : 0; }
  std::uint64_t last{0};
  bool waited{false}, odd{false};
  int failed{0};
};

void options() {
  ticket0::Client some({.api_key = ticket0::Secret{"t0_k"},
                        .rate_limit = {.requests = 30},
                        .observer = std::make_shared<Watch>()});
  ticket0::Client none({.api_key = ticket0::Secret{"t0_k"},
                        .rate_limit = {.enabled = false},
                        .async = {.threads = 4, .wait_at_end = false}});
  none.set_api_key(ticket0::Secret{"t0_new"});  // for all its copies
  (void)some.tickets().page({}, {.background = true, .wait_for_limit = false});
}

void patches(const ticket0::Client& client, const ticket0::Ticket& other) {
  (void)client.tickets().update(
      ticket0::TicketId{"tkt_1"},
      {.assignee_id = ticket0::or_null(other.assignee_id), .tags = {"billing", "vip"}});
  std::cout << other.id << ' ' << other.status << '\n';
  if (!other.status.is_known()) std::cout << ticket0::lossy_utf8("caf\xe9");
}

struct Loop {  // a user's own event loop
  std::deque<std::function<void()>> todo;
  void post(std::function<void()> f) { todo.push_back(std::move(f)); }
};

void event_loop(const ticket0::Client& client, Loop& loop, const ticket0::TicketId& id) {
  const ticket0::Executor on_loop = [&loop](std::function<void()> f) { loop.post(std::move(f)); };
  ticket0::async(client, [id](const ticket0::Client& c) {
    return c.tickets().get(id);
  }).on_done(on_loop, [](ticket0::Result<ticket0::Ticket> got) {
    if (got)
      std::cout << got->subject;
    else
      std::cerr << got.error().explain();
  });
  ticket0::async(client, [id](const ticket0::Client& c) {
    c.tickets().update(id, {.status = ticket0::TicketStatus::open});
  }).on_done(on_loop, [](const ticket0::Result<void>& done) {
    if (!done) std::cerr << done.error().what();
  });
  auto length = ticket0::async(client, [id](const ticket0::Client& c) {
                  return c.tickets().get(id).subject;
                }).then(on_loop, [](const std::string& subject) { return subject.size(); });
  length.cancel();
  if (!length.is_done()) std::cout << "still running";
  ticket0::async(client, [](const ticket0::Client&) {
    throw std::runtime_error{"not the library's"};
  }).on_done(on_loop, [own = std::make_unique<int>(1)](const ticket0::Result<void>& done) {  // move-only
    if (!done) std::cerr << done.error().what() << *own;  // an Error also here; the original by exception()
  });
}

void lists(const ticket0::Client& client) {
  auto tickets = client.tickets().list({.status = ticket0::TicketStatus::open});
  for (const ticket0::Page<ticket0::Ticket>& page : tickets.pages()) std::cout << page.items.size();
  for (const auto& page : client.tickets().list().at_most(3).pages())
    std::cout << page.items.size();  // owns its range
}

void doubt(const ticket0::Client& client, const ticket0::TicketId& id, const ticket0::NewReply& reply) {
  try {
    (void)client.messages().reply(id, reply);
  } catch (const ticket0::ReplyOutcomeUnknown& e) {
    const ticket0::ReplyLookup now = client.messages().find_reply(e.ticket(), reply, e.sent_at());
    if (now.state == ticket0::ReplyLookup::State::found) std::cout << now.message->id;
  } catch (const ticket0::InvalidArgument& e) {
    std::cerr << e.what();
  }
}

void a_users_own_tests() {
  auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
  wire->on("GET /tickets/:id")
      .respond(200, ticket0::fakes::json(ticket0::Ticket{.id = ticket0::TicketId{"tkt_1"}, .subject = "x"}))
      .always();
  wire->on("POST /tickets").time_out();  // once
  wire->on("GET /tickets")
      .respond(200, ticket0::fakes::json(ticket0::Page<ticket0::Ticket>{.items = {}, .next = {}}));
  wire->respond(429, "{}", {{"Retry-After", "7"}}).respond(200, R"({"id":"tkt_1"})");
  ticket0::Client client({.api_key = ticket0::Secret{"t0_x"}, .transport = wire});
  (void)client;
  try {
    std::rethrow_exception(ticket0::fakes::api_error(404, "NOT_FOUND", "no such ticket"));
  } catch (const ticket0::NotFoundError& e) {
    if (e.code() == ticket0::ErrorCode::not_found && e.outcome() == ticket0::Outcome::rejected) return;
  }
  (void)ticket0::fakes::reply_unknown(ticket0::TicketId{"tkt_1"});
}

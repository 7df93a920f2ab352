// The code of docs/getting-started.md, run against the fakes.
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

// [snippet includes]
#include "ticket0/client.hpp"
// [end]
#include "docs.hpp"

namespace {

using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

constexpr const char* ticket_json = R"({"id":"tkt_1","subject":"Printer","status":"open","priority":"high"})";
constexpr const char* page_json = R"({"tickets":[{"id":"tkt_1","subject":"Printer"}],"nextCursor":"cur_2"})";
constexpr const char* last_page_json =
    R"({"tickets":[{"id":"tkt_2","subject":"Invoice"}],"nextCursor":null})";

TEST(DocsClient, TakesItsOptions) {
  // [snippet client]
  using namespace std::chrono_literals;

  const ticket0::Client client({
      .api_key = ticket0::Secret{"t0_..."},
      .timeout = 20s,               // of a whole call; 120 s unless set
      .app_info = "acme-sync/2.1",  // added to User-Agent
  });
  // [end]
  EXPECT_THROW((void)client.tickets().get(ticket0::TicketId{""}), ticket0::InvalidArgument);
}

TEST_F(Docs, Page) {
  wire->respond(200, page_json);
  CaptureStdout();
  // [snippet page]
  const auto page = client.tickets().page({.status = ticket0::TicketStatus::open, .limit = 10});
  for (const auto& ticket : page.items) std::cout << ticket.id.str() << '\n';
  if (page.has_next()) std::cout << "there are more\n";
  // [end]
  EXPECT_EQ(GetCapturedStdout(), "tkt_1\nthere are more\n");
  EXPECT_EQ(wire->sent().size(), 1U);
}

TEST_F(Docs, List) {
  wire->respond(200, page_json).respond(200, last_page_json);
  CaptureStdout();
  // [snippet list]
  for (const auto& ticket : client.tickets().list({.tag = "team:billing"}).at_most(500))
    std::cout << ticket.id.str() << '\n';
  // [end]
  EXPECT_EQ(GetCapturedStdout(), "tkt_1\ntkt_2\n");
  EXPECT_EQ(wire->sent().size(), 2U);
}

TEST_F(Docs, ToVector) {
  wire->respond(200, page_json).respond(200, last_page_json);
  // [snippet to_vector]
  const std::vector<ticket0::Ticket> all = client.tickets().list().to_vector();
  // [end]
  EXPECT_EQ(all.size(), 2U);
}

TEST_F(Docs, Resume) {
  wire->respond(200, page_json);
  for (int i = 0; i < 3; ++i) wire->fail(ticket0::Outcome::unknown);  // as often as one step tries
  wire->respond(200, last_page_json);
  CaptureStderr();
  std::vector<std::string> handled;
  const auto handle = [&](const ticket0::Ticket& ticket) { handled.push_back(ticket.id.str()); };
  const auto handle_all = [&] {
    // [snippet resume]
    auto tickets = client.tickets().list();
    for (int tries = 0; tries < 3 && !tickets.finished(); ++tries) {
      try {
        for (const auto& ticket : tickets) handle(ticket);
      } catch (const ticket0::TransportError& e) {
        std::cerr << e.what() << '\n';  // the next turn continues where this one stopped
      }
    }
    if (!tickets.finished()) throw std::runtime_error{"not all tickets could be read"};
    // [end]
  };
  handle_all();
  EXPECT_EQ(handled, (std::vector<std::string>{"tkt_1", "tkt_2"}));
  for (int i = 0; i < 9; ++i) wire->fail(ticket0::Outcome::unknown);
  EXPECT_THROW(handle_all(), std::runtime_error) << "a part was taken for the whole";
  EXPECT_TRUE(GetCapturedStderr().starts_with("GET /tickets: connection reset")) << "no step failed";
}

TEST_F(Docs, GetAndLook) {
  wire->respond(200, ticket_json);
  CaptureStdout();
  // [snippet get]
  const auto ticket = client.tickets().get(id);

  if (ticket.created_at) std::cout << "created " << ticket0::to_string(*ticket.created_at) << '\n';
  if (!ticket.assignee_id) std::cout << "nobody's\n";

  switch (ticket.status.value()) {
    using enum ticket0::TicketStatus;
    case resolved:
    case closed: std::cout << "done\n"; break;
    case processing:
    case open:
    case pending:
    case snoozed: std::cout << "to do\n"; break;
    case unknown: std::cout << "a status of a later API: " << ticket.status.text() << '\n'; break;
  }
  for (const auto& [name, json] : ticket.extra) std::cout << name << ": " << json << '\n';
  // [end]
  EXPECT_EQ(GetCapturedStdout(), "nobody's\nto do\npriority: \"high\"\n");
}

TEST_F(Docs, Create) {
  wire->respond(201, ticket_json);
  // [snippet create]
  const auto ticket = client.tickets().create({
      .subject = "The printer is on fire",
      .customer_email = "ada@example.com",
      .body = "Smoke comes out of it. What shall I do?",
  });
  // [end]
  EXPECT_EQ(ticket.id, id);
  EXPECT_EQ(wire->sent().at(0).method, "POST");
}

TEST_F(Docs, Update) {
  for (int i = 0; i < 4; ++i) wire->respond(200, ticket_json);
  // [snippet update]
  const auto tickets = client.tickets();
  tickets.update(id, {.status = ticket0::TicketStatus::resolved});  // the status; all else stays as it is
  tickets.update(id, {.assignee_id = ticket0::UserId{"usr_mara"}});
  tickets.update(id, {.assignee_id = ticket0::null});  // assigned to nobody
  tickets.update(id, {.tags = {"billing", "vip"}});    // these two replace the tags it has
  // [end]
  EXPECT_EQ(wire->sent().at(0).body, R"({"status":"resolved"})");
  EXPECT_EQ(wire->sent().at(1).body, R"({"assigneeId":"usr_mara"})");
  EXPECT_EQ(wire->sent().at(2).body, R"({"assigneeId":null})");
  EXPECT_EQ(wire->sent().at(3).body, R"({"tags":["billing","vip"]})");
}

TEST_F(Docs, Extra) {
  wire->respond(200, ticket_json);
  // [snippet extra]
  client.tickets().update(id, {.status = ticket0::TicketStatus::snoozed,
                               .extra = {{"someNewMember", ticket0::json_string("its value")}}});
  // [end]
  EXPECT_EQ(wire->sent().at(0).body, R"({"status":"snoozed","someNewMember":"its value"})");
}

// [snippet errors]
std::optional<ticket0::Ticket> find(const ticket0::Client& client, const ticket0::TicketId& id) {
  try {
    return client.tickets().get(id);
  } catch (const ticket0::NotFoundError& e) {
    if (e.code() == ticket0::ErrorCode::not_found) return std::nullopt;
    throw;  // a 404 that is not the service's own: is base_url right?
  } catch (const ticket0::RateLimitError& e) {
    std::cerr << "try again in " << e.retry_after().value_or(std::chrono::seconds{60}).count() << " s\n";
    throw;
  } catch (const ticket0::PermissionError& e) {
    std::cerr << "this key needs the scope " << e.needed_scope() << '\n';
    throw;
  } catch (const ticket0::Error& e) {  // all else
    std::cerr << e.explain() << '\n';
    throw;
  }
}
// [end]

TEST_F(Docs, Errors) {
  wire->respond(404, R"({"error":{"code":"NOT_FOUND","message":"No such ticket"}})")
      .respond(404, "<html>no such page</html>")
      .respond(403, R"({"error":{"code":"FORBIDDEN","message":"No"}})")
      .respond(429, R"({"error":{"code":"RATE_LIMITED","message":"Slow down"}})", {{"Retry-After", "600"}});
  EXPECT_EQ(find(client, id), std::nullopt);
  EXPECT_THROW(find(client, id), ticket0::NotFoundError) << "a wrong base_url was taken for no ticket";
  CaptureStderr();
  EXPECT_THROW(find(client, id), ticket0::PermissionError);
  EXPECT_THROW(find(client, id), ticket0::RateLimitError);
  EXPECT_THROW(find(client, ticket0::TicketId{""}), ticket0::InvalidArgument);
  EXPECT_EQ(GetCapturedStderr(),
            "this key needs the scope tickets:read\ntry again in 600 s\n"
            "TicketId is empty: pass the id of an object that the service has\n"
            "  outcome: not_sent: the service never got the request\n");
}

TEST_F(Docs, Outcome) {
  wire->fail(ticket0::Outcome::unknown)
      .respond(400, R"({"error":{"code":"VALIDATION_ERROR","message":"body is too long"}})");
  const ticket0::NewTicket new_ticket{.subject = "a", .customer_email = "a@example.com", .body = "b"};
  std::string noted;
  const auto note = [&](std::string_view what) { noted += std::string{what} + ";"; };
  for (int i = 0; i < 2; ++i) {
    // [snippet outcome]
    try {
      client.tickets().create(new_ticket);
    } catch (const ticket0::Error& e) {
      switch (e.outcome()) {
        using enum ticket0::Outcome;
        case not_sent:
        case throttled: note("nothing happened: it can be sent again"); break;
        case rejected: note("nothing happened: the request has to change first"); break;
        case applied: note("the ticket is there, only the answer could not be used"); break;
        case unknown: note("look whether the ticket is there before it is sent again"); break;
      }
    }
    // [end]
  }
  EXPECT_EQ(noted,
            "look whether the ticket is there before it is sent again;"
            "nothing happened: the request has to change first;");
}

TEST_F(Docs, Explain) {
  wire->fail(ticket0::Outcome::unknown,
             "the connection to app.ticket0.ai:443 broke before the response was complete");
  try {
    client.tickets().create({.subject = "a", .customer_email = "a@example.com", .body = "b"});
    FAIL();
  } catch (const ticket0::Error& e) {
    std::ifstream file{TICKET0_DOCS_DIR "/explain.txt"};
    std::stringstream expected;
    expected << file.rdbuf();
    EXPECT_EQ(e.explain() + "\n", expected.str());
  }
}

TEST_F(Docs, Deadline) {
  wire->respond(200, ticket_json);
  // [snippet deadline]
  using namespace std::chrono_literals;
  const auto ticket = client.tickets().get(id, {.timeout = 5s});
  // [end]
  EXPECT_EQ(ticket.id, id);
}

// [snippet cancellable]
void print_all(const ticket0::Client& client, const ticket0::CancelToken& cancel) {
  try {
    for (const auto& ticket : client.tickets().list({}, {.cancel = cancel}))
      std::cout << ticket.id.str() << '\n';
  } catch (const ticket0::CancelledError&) {
    std::cout << "stopped\n";
  }
}
// [end]

TEST_F(Docs, Cancel) {
  wire->respond(200, page_json).respond(200, last_page_json);
  CaptureStdout();
  // [snippet cancel]
  ticket0::CancelSource stop;
  std::thread worker{[&, cancel = stop.token()] { print_all(client, cancel); }};
  stop.cancel();  // from any thread: a call that waits for its answer ends
  worker.join();
  // [end]
  const std::string printed = GetCapturedStdout();
  EXPECT_TRUE(printed.ends_with("stopped\n") || printed == "tkt_1\ntkt_2\n") << printed;
}

TEST_F(Docs, Capture) {
  wire->respond(200, ticket_json, {{"X-RateLimit-Remaining", "41"}});
  // [snippet capture]
  ticket0::ResponseInfo info;
  const auto ticket = client.tickets().get(id, {.capture = &info});
  for (const auto& [name, value] : info.headers) std::cout << name << ": " << value << '\n';
  // [end]
  EXPECT_EQ(ticket.id, id);
  EXPECT_EQ(info.status, 200);
}

// [snippet observer]
class Log final : public ticket0::Observer {
 public:
  void on_response(const Attempt& attempt, int status, std::chrono::microseconds took) noexcept override {
    std::clog << attempt.method << ' ' << attempt.route << ' ' << status << ' ' << took.count() << " us\n";
  }
  void on_failure(const Attempt& attempt, std::string_view reason,
                  std::chrono::microseconds) noexcept override {
    std::clog << attempt.method << ' ' << attempt.route << ": " << reason << '\n';
  }
};
// [end]

TEST_F(Docs, Observer) {
  wire->respond(200, ticket_json).fail(ticket0::Outcome::unknown, "connection reset");
  const ticket0::Client watched({.api_key = ticket0::Secret{"t0_test"},
                                 .observer = std::make_shared<Log>(),
                                 .transport = wire,
                                 .clock = clock});
  CaptureStderr();
  (void)watched.tickets().get(id);
  EXPECT_THROW(watched.tickets().create({.subject = "a", .customer_email = "a@example.com", .body = "b"}),
               ticket0::TransportError);
  EXPECT_EQ(GetCapturedStderr(), "GET /tickets/:id 200 0 us\nPOST /tickets: connection reset\n");
}

// [snippet own_transport]
/// Lets reads pass and stops every write before it is sent: for a dry run against real data.
class ReadOnly final : public ticket0::Transport {
 public:
  explicit ReadOnly(std::shared_ptr<ticket0::Transport> next)
      : Transport(next->budget()), next_(std::move(next)) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override {
    if (request.method != "GET")  // rejected: a definite no, which is not tried again
      throw ticket0::TransportError{"this client only reads", ticket0::Outcome::rejected};
    return next_->send(request, context);
  }
  void close_idle_connections() noexcept override { next_->close_idle_connections(); }
  [[nodiscard]] bool calls_before_bytes() const noexcept override { return next_->calls_before_bytes(); }

 private:
  std::shared_ptr<ticket0::Transport> next_;
};
// [end]

TEST_F(Docs, OwnTransport) {
  wire->respond(200, ticket_json);
  const ticket0::Client reader(
      {.api_key = ticket0::Secret{"t0_test"}, .transport = std::make_shared<ReadOnly>(wire), .clock = clock});
  EXPECT_EQ(reader.tickets().get(id).id, id);
  try {
    reader.tickets().update(id, {.status = ticket0::TicketStatus::resolved});
    FAIL() << "nothing was thrown";
  } catch (const ticket0::TransportError& e) {
    EXPECT_EQ(e.outcome(), ticket0::Outcome::rejected);
    EXPECT_EQ(e.attempts(), 1);
  }
  EXPECT_EQ(wire->sent().size(), 1U);
}

}  // namespace

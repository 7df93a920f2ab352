// The code of docs/webhooks.md.
#include <gtest/gtest.h>
#include <httplib.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "sqlite_seen_store.hpp"
#include "ticket0/webhook.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Secret;
using State = ticket0::webhook::SeenStore::State;

const std::string body =
    R"({"id":"evt_1","type":"ticket.created","workspaceId":"ws_1","data":{"id":"tkt_1","subject":"Hi"}})";

void notify_the_team(const ticket0::Ticket& ticket) {
  if (ticket.subject != "Hi") throw std::runtime_error{"not the ticket"};
}

// [snippet webhooks_handler]
/// Returns if the event has been dealt with or is not for us; throws if it has to be sent again.
void handle(const ticket0::webhook::Event& event) {
  using ticket0::webhook::EventType;
  switch (event.type.value()) {
    case EventType::ticket_created:
      if (const auto ticket = event.as<ticket0::Ticket>()) notify_the_team(*ticket);
      break;
    default: break;  // also what a later version of the service sends
  }
}
// [end]

// [snippet webhooks_receiver]
/// Hands every POST to /webhooks/ticket0 of a cpp-httplib server to the receiver.
void receive_by(httplib::Server& server, ticket0::Secret secret,
                std::shared_ptr<ticket0::webhook::SeenStore> seen) {
  const ticket0::webhook::Receiver receiver{{.secrets = {std::move(secret)}, .seen = std::move(seen)},
                                            handle};
  server.set_payload_max_length(1 << 20);  // the receiver takes no more
  server.Post("/webhooks/ticket0", [receiver](const httplib::Request& request, httplib::Response& response) {
    const auto answer =
        receiver.receive(request.method, {request.headers.begin(), request.headers.end()}, request.body);
    response.status = answer.status;
    response.set_content(answer.text, "text/plain");
  });
}
// [end]

/// A store in a file of its own.
class SqliteStore : public testing::Test {
 protected:
  std::string path_{testing::TempDir() + "seen_" + std::to_string(::getpid()) + ".db"};
  void TearDown() override { std::filesystem::remove(path_); }
};

TEST_F(SqliteStore, RemembersBeyondTheProgramsEnd) {
  {
    SqliteSeenStore store{path_.c_str()};
    EXPECT_TRUE(store.done("evt_1", store.claim("evt_1", 60s).token));
    EXPECT_EQ(store.claim("evt_2", 60s).state, State::mine);
  }
  SqliteSeenStore store{path_.c_str()};
  EXPECT_EQ(store.claim("evt_1", 60s).state, State::handled);
  EXPECT_EQ(store.claim("evt_2", 60s).state, State::in_progress);
}

TEST_F(SqliteStore, GivesAnEventToOneOfTwoPrograms) {
  SqliteSeenStore one{path_.c_str()};
  SqliteSeenStore other{path_.c_str()};
  const auto claim = one.claim("evt_1", 60s);
  EXPECT_EQ(claim.state, State::mine);
  EXPECT_EQ(other.claim("evt_1", 60s).state, State::in_progress);
  EXPECT_TRUE(one.done("evt_1", claim.token));
  EXPECT_EQ(other.claim("evt_1", 60s).state, State::handled);
}

/// Whatever another program, or a clock that is set wrong, does to the file.
void change(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

TEST_F(SqliteStore, ForgetsWhatWasHandledMoreThanTwoDaysAndAHundredThousandEventsAgo) {
  SqliteSeenStore store{path_.c_str()};
  for (const auto* id : {"evt_old", "evt_lately"}) store.done(id, "token");
  change(path_, "UPDATE seen SET at = at - 172801 WHERE id = 'evt_old'");
  store.done("evt_new", "token");
  EXPECT_EQ(store.claim("evt_old", 60s).state, State::handled) << "there is room";
  change(path_,
         "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
         "INSERT INTO seen SELECT i, 'token', 1, strftime('%s', 'now') FROM n");
  store.done("evt_newer", "token");
  EXPECT_EQ(store.claim("evt_old", 60s).state, State::mine);
  EXPECT_EQ(store.claim("evt_lately", 60s).state, State::handled);
}

TEST_F(SqliteStore, ForgetsNothingWhenTheClockIsSetWrongAndRightAgain) {
  SqliteSeenStore store{path_.c_str()};
  store.done("evt_1", "token");
  for (const auto* step : {"UPDATE seen SET at = at - 10 * 86400", "UPDATE seen SET at = at + 20 * 86400"}) {
    change(path_, step);  // as the clock going ten days forward, and twenty back
    store.done("evt_2", "token");
    EXPECT_EQ(store.claim("evt_1", 60s).state, State::handled) << step;
  }
}

TEST_F(SqliteStore, SaysWhatIsWrongWithTheFile) {
  EXPECT_THROW(SqliteSeenStore{"/nowhere/seen.db"}, std::runtime_error);
}

/// The answer of a server with the receiver of the page.
int status_of(const std::string& sent_body, const std::string& signature) {
  httplib::Server server;
  receive_by(server, Secret{"whsec_one"}, nullptr);
  const int port = server.bind_to_any_port("127.0.0.1");
  std::thread listening{[&] { server.listen_after_bind(); }};
  httplib::Client client{"127.0.0.1", port};
  const auto answer =
      client.Post("/webhooks/ticket0", {{"Ticket0-Signature", signature}}, sent_body, "application/json");
  server.stop();
  listening.join();
  return answer ? answer->status : 0;
}

TEST(WebhookPage, ReceivesByAServer) {
  EXPECT_EQ(status_of(body, ticket0::webhook::sign(body, Secret{"whsec_one"})), 200);
  EXPECT_EQ(status_of(body, ticket0::webhook::sign(body, Secret{"whsec_two"})), 401);
  const std::string other = R"({"id":"evt_2","type":"ticket.created","data":{"id":"tkt_2"}})";
  EXPECT_EQ(status_of(other, ticket0::webhook::sign(other, Secret{"whsec_one"})), 500)
      << "the handler throws";
}

TEST(WebhookPage, RotatesASecret) {
  const Secret old_secret{"whsec_one"};
  const Secret new_secret{"whsec_two"};
  const auto seen = std::make_shared<ticket0::webhook::MemorySeenStore>();
  seen->done("evt_0", "token");
  // [snippet webhooks_rotation]
  const ticket0::webhook::Receiver receiver{{.secrets = {new_secret, old_secret}, .seen = seen}, handle};
  // [end]
  for (const Secret& each : {old_secret, new_secret}) {
    const auto answer =
        receiver.receive("POST", {{"Ticket0-Signature", ticket0::webhook::sign(body, each)}}, body);
    EXPECT_EQ(answer.status, 200);
  }
  const std::string before = R"({"id":"evt_0","type":"ticket.created","data":{"id":"tkt_1"}})";
  const auto answer =
      receiver.receive("POST", {{"Ticket0-Signature", ticket0::webhook::sign(before, new_secret)}}, before);
  EXPECT_EQ(answer.text, "handled before");
}

bool signature_is_refused(const std::string& text, const std::string& signature) {
  const Secret secret{"whsec_one"};
  // [snippet webhooks_parse]
  try {
    const auto event = ticket0::webhook::parse(text, signature, secret);
    std::cout << event.id << ' ' << event.type.text() << ' ' << event.data << '\n';
  } catch (const ticket0::webhook::SignatureError& e) {
    std::cerr << e.what() << '\n';  // never the secret or the body
    return true;
  }
  // [end]
  return false;
}

TEST(WebhookPage, ParsesByHand) {
  EXPECT_FALSE(signature_is_refused(body, ticket0::webhook::sign(body, Secret{"whsec_one"})));
  EXPECT_TRUE(signature_is_refused(body + " ", ticket0::webhook::sign(body, Secret{"whsec_one"})));
}

TEST(WebhookPage, IsTestedBySigningByYourself) {
  std::vector<std::string> handled;
  // [snippet webhooks_test]
  const ticket0::Secret secret{"whsec_test"};
  const ticket0::webhook::Receiver receiver{
      {.secrets = {secret}}, [&](const ticket0::webhook::Event& event) { handled.push_back(event.id); }};
  const std::string text = R"({"id":"evt_1","type":"message.sent","data":{"id":"msg_1"}})";
  const auto answer =
      receiver.receive("POST", {{"Ticket0-Signature", ticket0::webhook::sign(text, secret)}}, text);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(handled, std::vector<std::string>{"evt_1"});
  // [end]
}

}  // namespace

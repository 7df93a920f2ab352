// A key, a customer's words and an address are planted wherever they can be. No error's text and no event of
// an observer may have one of them, however a call ends.
#include <ostream>

#include "engine/call_script.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using testing::HasSubstr;
using testing::Not;

constexpr const char* key = "t0_canary_key";
constexpr const char* words = "my-canary-diagnosis";
constexpr const char* address = "canary.customer@example.com";
constexpr const char* user = "canary-proxy-password";

/// Writes down everything that it is told.
struct Listener final : Observer {
  void on_send(const Attempt& attempt) noexcept override { note(attempt, {}); }
  void on_response(const Attempt& attempt, int, std::chrono::microseconds) noexcept override {
    note(attempt, {});
  }
  void on_failure(const Attempt& attempt, std::string_view reason,
                  std::chrono::microseconds) noexcept override {
    note(attempt, reason);
  }
  void on_wait(const Attempt& next, std::chrono::milliseconds, WaitReason reason) noexcept override {
    note(next, to_string(reason));
  }
  void on_drift(std::string_view type, std::string_view member, Drift what) noexcept override {
    heard.append(type).append(" ").append(member).append(" ").append(to_string(what)).append("\n");
  }
  void note(const Attempt& attempt, std::string_view text) {
    heard.append(attempt.method).append(" ").append(attempt.route).append(" ").append(text).append("\n");
  }
  std::string heard{};
};

/// What the service answers, or how the exchange ends, and the call that meets it.
struct Ending {
  std::string name;
  void (*script)(ScriptedTransport&);
  void (*call)(const Client&);
  friend void PrintTo(const Ending& each, std::ostream* out) { *out << each.name; }
};

class Canary : public testing::TestWithParam<Ending> {};

void search(const std::string& text) {
  for (const char* canary : {key, "canary_key", words, address, user})
    EXPECT_THAT(text, Not(HasSubstr(canary)));
}

TEST_P(Canary, IsInNoTextOfAnErrorAndInNoEvent) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  const auto transport = std::make_shared<ScriptedTransport>(clock);
  const auto listener = std::make_shared<Listener>();
  GetParam().script(*transport);
  const Client client{{.api_key = Secret{key},
                       .rate_limit = {.requests = 2},
                       .observer = listener,
                       .transport = transport,
                       .clock = clock}};
  try {
    GetParam().call(client);
    FAIL() << "no error";
  } catch (const Error& error) {
    search(error.what());
    search(error.explain());
    if (const auto* refusal = dynamic_cast<const ApiError*>(&error)) search(std::string{refusal->message()});
  }
  EXPECT_TRUE(transport->is_done());
  search(listener->heard);
}

/// A call with canaries in each of its parts.
void read(const Client& client) {
  static_cast<void>(client.customers().page({.email = address, .cursor = Cursor{words}}));
}
void get(const Client& client) { static_cast<void>(client.tickets().get(TicketId{words})); }
void write(const Client& client) {
  static_cast<void>(client.tickets().create({.subject = words, .customer_email = address, .body = words}));
}
void reply(const Client& client) {
  static_cast<void>(client.messages().reply(TicketId{words}, {.from_address = address, .body_text = words}));
}
void raw(const Client& client) {
  client.send("POST", "/tickets/my-canary-diagnosis/merge?to=canary.customer@example.com", words,
              {.headers = {{"X-Customer", address}}});
}
void walk(const Client& client) {
  for (const Customer& each : client.customers().list({.email = address})) static_cast<void>(each);
}

/// An answer whose every member but the message is a canary; the message has the key.
template <int status>
void refuse(ScriptedTransport& transport) {
  transport.answer(status,
                   std::string{R"({"error":{"code":"SOME","message":"no access with )"} + key +
                       R"(","customer":"my-canary-diagnosis"},"email":"canary.customer@example.com"})",
                   {{"X-Customer", address}, {"Authorization", key}});
}
void reset(ScriptedTransport& transport) {
  transport.fail(
      TransportError{std::string{"connection reset after Authorization: Bearer "} + key, Outcome::unknown});
}
/// As a transport that repeats the URL of read().
void break_off(ScriptedTransport& transport) {
  transport.fail(TransportError{std::string{"cannot fetch https://app.ticket0.ai/api/v1/customers"} +
                                    "?email=canary.customer%40example.com&cursor=my-canary-diagnosis with " +
                                    key,
                                Outcome::unknown});
}
std::string customer(const std::string& more) {
  return R"({"customers":[{"id":"c","name":"my-canary-diagnosis","email":"canary.customer@example.com")" +
         more + "}]";
}

const Ending endings[] = {
    {"Refused401", &refuse<401>, &get},
    {"Refused403OfAWrite", &refuse<403>, &write},
    {"Refused404OfARawCall", &refuse<404>, &raw},
    {"Refused409OfARead", &refuse<409>, &read},
    {"Redirected",
     [](ScriptedTransport& transport) {
       transport.answer(302, words, {{"Location", "https://example.com/?email=canary.customer@example.com"}});
     },
     &read},
    {"HtmlOfAGateway",
     [](ScriptedTransport& transport) { transport.answer(418, std::string{"<html>"} + words); }, &raw},
    {"BusyForTooLong",
     [](ScriptedTransport& transport) {
       transport.answer(429, words, {{"Retry-After", "9999"}});
     },
     &read},
    {"OwnLimit",
     [](ScriptedTransport& transport) {
       transport.answer(200, customer("") + "}").answer(200, customer("") + "}");
     },
     [](const Client& client) {
       for (int i = 0; i < 3; ++i)
         client.with({.timeout = 10s}).send("GET", "/customers?email=canary.customer@example.com");
     }},
    {"BrokenThreeTimes",
     [](ScriptedTransport& transport) {
       for (int i = 0; i < 3; ++i) break_off(transport);
     },
     &read},
    {"BrokenWrite", &reset, &write},
    {"TimedOut",
     [](ScriptedTransport& transport) { transport.fail(TimeoutError{std::string{"no answer for "} + key}); },
     &write},
    {"ForeignException",
     [](ScriptedTransport& transport) { transport.fail(std::runtime_error{std::string{"of "} + key}); },
     &write},
    {"NotJson",
     [](ScriptedTransport& transport) {
       for (int i = 0; i < 3; ++i) transport.answer(200, std::string{words} + key);
     },
     &read},
    {"CutShort",
     [](ScriptedTransport& transport) {
       for (int i = 0; i < 3; ++i) transport.answer(200, customer(",\"my-canary"));
     },
     &read},
    {"WithoutAnId",
     [](ScriptedTransport& transport) { transport.answer(201, R"({"subject":"my-canary-diagnosis"})"); },
     &write},
    {"OfTheWrongTypes",
     [](ScriptedTransport& transport) {
       for (int i = 0; i < 3; ++i)
         transport.answer(
             200, R"({"customers":[{"id":"c","ticketCount":"my-canary-diagnosis",)"
                  R"("createdAt":"canary.customer@example.com","metadata":{"a":{"b":"my-canary-diagnosis"}},)"
                  R"("new":"my-canary-diagnosis"}],"nextCursor":7})");
     },
     &read},
    {"CursorInACircle",
     [](ScriptedTransport& transport) {
       transport.answer(200, customer("") + R"(,"nextCursor":"my-canary-diagnosis"})")
           .answer(200, customer("") + R"(,"nextCursor":"my-canary-diagnosis"})");
     },
     &walk},
    {"ReplyInDoubt",
     [](ScriptedTransport& transport) {
       reset(transport);
       transport.answer(403, std::string{words} + address);
     },
     &reply},
    {"Cancelled", [](ScriptedTransport&) {},
     [](const Client& client) {
       CancelSource stop;
       stop.cancel();
       client.send("POST", "/x?email=canary.customer@example.com", words, {.cancel = stop.token()});
     }},
};
INSTANTIATE_TEST_SUITE_P(Call, Canary, testing::ValuesIn(endings),
                         [](const auto& each) { return each.param.name; });

/// A mistake in what is passed is named, not repeated.
TEST(CanaryConfig, IsNotRepeatedByARefusal) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  const Client client{{.api_key = Secret{key}, .transport = std::make_shared<ScriptedTransport>(clock)}};
  const std::string bad = std::string{words} + "\r\n\xFF";
  const std::function<void()> mistakes[] = {
      [] { Client{{.api_key = Secret{std::string{key} + "\n"}}}; },
      [] { Client{{.api_key = Secret{"sk_canary_key"}}}; },
      [] { Client{{.api_key = Secret{key}, .base_url = "https://canary-proxy-password@example.com"}}; },
      [] { Client{{.api_key = Secret{key}, .proxy = Secret{"ftp://canary-proxy-password@proxy"}}}; },
      [&] { Client{{.api_key = Secret{key}, .app_info = bad}}; },
      [&] { static_cast<void>(client.tickets().page({.tag = bad})); },
      [&] { static_cast<void>(client.tickets().get(TicketId{bad})); },
      [&] { static_cast<void>(client.customers().page({.email = bad})); },
      [&] {
        static_cast<void>(
            client.tickets().create({.subject = bad, .customer_email = address, .body = words}));
      },
      [&] {
        static_cast<void>(
            client.messages().reply(TicketId{"t"}, {.from_address = address, .body_text = bad}));
      },
      [&] {
        static_cast<void>(
            client.tickets().update(TicketId{"t"}, {.extra = {{"note", "my-canary-diagnosis"}}}));
      },
      [&] { client.send("GET", "/my-canary-diagnosis bad?email=canary.customer@example.com"); },
      [&] { client.send("my-canary-diagnosis", "/"); },
      [&] {
        client.send("POST", "/", "", {.headers = {{"X-Note", bad}}});
      },
      [&] {
        client.send("POST", "/", "", {.headers = {{"Authorization", key}}});
      },
  };
  for (const auto& mistake : mistakes) {
    try {
      mistake();
      ADD_FAILURE() << "not refused";
    } catch (const Error& error) {
      EXPECT_EQ(error.outcome(), Outcome::not_sent);
      search(error.what());
      search(error.explain());
    }
  }
}

}  // namespace

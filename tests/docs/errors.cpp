// The code of docs/errors.md, run against the fakes.
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>

#include "docs.hpp"
// [snippet errors_include]
#include "ticket0/result.hpp"
// [end]

namespace {

using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

struct Errors : Docs {};

constexpr const char* forbidden =
    R"({"error":{"code":"FORBIDDEN","message":"API key lacks the required scope"}})";
constexpr const char* not_found = R"({"error":{"code":"NOT_FOUND","message":"No such ticket"}})";
constexpr const char* resolved = R"({"id":"tkt_1","status":"resolved"})";

std::string file(const std::string& name) {
  std::ifstream in{TICKET0_DOCS_DIR "/" + name};
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// [snippet errors_look]
/// Resolves the ticket. If the answer got lost, checks whether the ticket is resolved.
void resolve(const ticket0::Client& client, const ticket0::TicketId& id) {
  try {
    client.tickets().update(id, {.status = ticket0::TicketStatus::resolved});
  } catch (const ticket0::Error& e) {
    const bool may_have_happened =
        e.outcome() == ticket0::Outcome::unknown || e.outcome() == ticket0::Outcome::applied;
    if (!may_have_happened) throw;
    if (client.tickets().get(id).status != ticket0::TicketStatus::resolved) throw;
  }
}
// [end]

TEST_F(Errors, LooksWhatHasHappened) {
  wire->respond(200, "<html>").respond(200, resolved);
  EXPECT_NO_THROW(resolve(client, id));
  wire->respond(200, "<html>").respond(200, R"({"id":"tkt_1","status":"open"})");
  EXPECT_THROW(resolve(client, id), ticket0::DecodeError);
  wire->respond(403, forbidden);
  EXPECT_THROW(resolve(client, id), ticket0::PermissionError);
  EXPECT_EQ(wire->sent().size(), 5U);
}

// [snippet errors_code]
std::string for_the_screen(const ticket0::ApiError& e) {
  switch (e.code().value()) {
    using enum ticket0::ErrorCode;
    case not_found: return "There is no such ticket.";
    case rate_limited: return "Too many requests. Please wait.";
    case unauthorized:
    case forbidden: return "Ask your administrator for another key.";
    case validation_error:
    case internal:
    case unknown: break;
  }
  // `code().text()` is the service's own code, even one that this version does not know.
  return e.message().empty() ? "The help desk could not do that." : std::string{e.message()};
}
// [end]

TEST_F(Errors, CodesOfBothGenerations) {
  const auto screen = [&](int status, const std::string& body) {
    wire->respond(status, body);
    try {
      static_cast<void>(client.tickets().get(id));
    } catch (const ticket0::ApiError& e) {
      return for_the_screen(e);
    }
    return std::string{"nothing was thrown"};
  };
  EXPECT_EQ(screen(404, not_found), "There is no such ticket.");
  EXPECT_EQ(screen(404, R"({"error":{"code":"not_found"}})"), "There is no such ticket.");
  EXPECT_EQ(screen(409, R"({"error":{"code":"TICKET_LOCKED","message":"Mara edits it"}})"), "Mara edits it");
  EXPECT_EQ(screen(409, ""), "The help desk could not do that.");
}

TEST_F(Errors, ExplainOfAMissingScope) {
  wire->respond(403, forbidden);
  try {
    client.tickets().update(id, {.status = ticket0::TicketStatus::resolved});
    FAIL();
  } catch (const ticket0::PermissionError& e) {
    EXPECT_EQ(e.needed_scope(), "tickets:write");
    EXPECT_EQ(e.explain() + "\n", file("explain_scope.txt"));
  }
}

TEST_F(Errors, Attempt) {
  const auto look = [&] {
    CaptureStdout();
    CaptureStderr();
    // [snippet errors_attempt]
    const auto ticket = ticket0::attempt([&] { return client.tickets().get(id); });
    const auto refusal = ticket.error_as<ticket0::ApiError>();
    if (ticket)
      std::cout << ticket->id.str() << '\n';
    else if (refusal && refusal->code() == ticket0::ErrorCode::not_found)
      std::cout << "there is no such ticket\n";
    else
      std::cerr << ticket.error_as()->what() << '\n';
    // [end]
    return GetCapturedStdout() + "|" + GetCapturedStderr();
  };
  wire->respond(200, R"({"id":"tkt_1","subject":"Printer"})").respond(404, not_found).respond(403, forbidden);
  EXPECT_EQ(look(), "tkt_1\n|");
  EXPECT_EQ(look(), "there is no such ticket\n|");
  EXPECT_TRUE(look().starts_with("|GET /tickets/:id: 403 FORBIDDEN: "));
}

TEST_F(Errors, SeveralResults) {
  wire->respond(200, resolved).respond(404, not_found);
  const std::vector<ticket0::TicketId> ids{ticket0::TicketId{"tkt_1"}, ticket0::TicketId{"tkt_2"}};
  // [snippet errors_several]
  std::vector<ticket0::Result<ticket0::Ticket>> results;
  for (const auto& each : ids)
    results.push_back(ticket0::attempt([&] { return client.tickets().get(each); }));
  // [end]
  ASSERT_EQ(results.size(), 2U);
  EXPECT_TRUE(results[0]);
  EXPECT_THROW(static_cast<void>(results[1].value()), ticket0::NotFoundError);
}

TEST_F(Errors, MistakesAreToldBeforeAnythingIsSent) {
  const std::vector<std::function<void()>> mistakes{
      [&] { static_cast<void>(client.tickets().get(ticket0::TicketId{""})); },
      [&] { static_cast<void>(client.tickets().list({.limit = 500})); },
      [&] { client.tickets().update(id, {}); },
      [&] {
        client.tickets().update(id, {.extra = {{"status", "\"open\""}}});
      },
      [&] {
        client.tickets().update(id, {.extra = {{"csat", "five"}}});
      },
      [&] { client.tickets().update(id, {.status = ticket0::TicketStatus::unknown}); },
      [&] { client.messages().reply(id, {.from_address = "support@example.com"}); },
      [&] { static_cast<void>(client.tickets().get(id, {.timeout = std::chrono::milliseconds{0}})); },
      [&] { client.send("GET", "tickets"); },
  };
  std::string texts;
  try {
    const ticket0::Client without_key{ticket0::ClientOptions{}};
  } catch (const ticket0::ConfigError& e) {
    texts = std::string{e.what()} + "\n";
  }
  for (const auto& mistake : mistakes) {
    try {
      mistake();
      texts += "nothing was thrown\n";
    } catch (const ticket0::InvalidArgument& e) {
      EXPECT_EQ(e.outcome(), ticket0::Outcome::not_sent);
      texts += std::string{e.what()} + "\n";
    }
  }
  EXPECT_EQ(texts, file("mistakes.txt"));
  EXPECT_TRUE(wire->sent().empty());
}

TEST_F(Errors, TheAnswerOfADecodeError) {
  const std::string page = "<html>Sign in to the hotel's network</html>";
  wire->respond(200, page);
  const ticket0::NewTicket new_ticket{.subject = "a", .customer_email = "a@example.com", .body = "b"};
  CaptureStderr();
  std::string kept;
  const auto keep = [&](const std::string& body) { kept = body; };
  // [snippet errors_capture]
  ticket0::ResponseInfo info;
  try {
    client.tickets().create(new_ticket, {.capture = &info});
  } catch (const ticket0::DecodeError& e) {
    std::cerr << e.explain() << '\n';
    keep(info.body);  // may hold a customer's text: not for a log
  }
  // [end]
  EXPECT_EQ(GetCapturedStderr(), file("explain_decode.txt"));
  EXPECT_EQ(kept, page);
}

}  // namespace

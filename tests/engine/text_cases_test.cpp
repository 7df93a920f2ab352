// Texts of errors for answers that the service did not write, or that try to mislead whoever reads them.
#include "engine/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using ticket0::Outcome;

using Texts = ClientTest;

const std::vector<std::string> pages{
    "<!doctype html><html><body>Request blocked. Key 7: scope denied</body></html>",
    "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML "
    "2.0//EN\">\n<HTML><HEAD><TITLE>Forbidden</TITLE></HEAD></HTML>",
    "<html>\r\n<head><title>Attention Required!</title></head></html>",
    "\n\n  <html><h1>Blocked</h1></html>",
    "\xEF\xBB\xBF<!doctype html><p>Blocked</p>",
    "<!-- error 1020 --><html>Blocked</html>",
    "<?xml version=\"1.0\"?><!DOCTYPE html><html/>",
    "<HTML><BODY>Blocked</BODY></HTML>",
    "<head><title>Sign in</title></head>",
};

template <class E>
std::vector<std::string> texts_of(const E& error) {
  return {error.what(), error.explain()};
}

TEST_F(Texts, OfAFirewallsPageDoNotBlameTheKeyOrItsScopes) {
  for (const int status : {401, 403})
    for (const std::string& page : pages) {
      wire_->respond(status, page, {{"Content-Type", "text/html"}, {"Server", "awselb/2.0"}});
      const auto error = thrown_by<ticket0::ApiError>([&] { return tickets().get(id_); });
      EXPECT_EQ(error.status(), status);
      EXPECT_EQ(error.outcome(), Outcome::rejected);
      for (const std::string& text : texts_of(error)) {
        EXPECT_THAT(text, Not(HasSubstr("scope"))) << page;
        EXPECT_THAT(text, Not(HasSubstr("api_key"))) << page;
        EXPECT_THAT(text, Not(HasSubstr("the key may be"))) << page;
        EXPECT_THAT(text, Not(HasSubstr("<"))) << page;
        EXPECT_THAT(text, testing::ContainsRegex("[Pp]roxy|[Ff]irewall|HTML|web page")) << page;
      }
      EXPECT_EQ(error.response().body, page);
    }
}

TEST_F(Texts, OfTheServicesOwnRefusalDoNameTheScope) {
  for (const char* body :
       {R"({"error":{"code":"FORBIDDEN","message":"no"}})", R"({"error":{"code":"forbidden"}})",
        R"({"error":{"message":"<html> is not allowed","code":"FORBIDDEN"}})"}) {
    wire_->respond(403, body);
    EXPECT_THAT(thrown_by<ticket0::PermissionError>([&] { return tickets().get(id_); }).what(),
                HasSubstr("tickets:read"));
  }
}

TEST_F(Texts, OfAPageWithAnotherStatusKeepItsClassAndItsWait) {
  for (const std::string& page : pages) {
    wire_->respond(404, page)
        .respond(429, page, {{"Retry-After", "7"}})
        .respond(503, page, {{"Retry-After", "9"}});
    const auto missing = thrown_by<ticket0::NotFoundError>([&] { return tickets().get(id_); });
    EXPECT_THAT(missing.what(), HasSubstr("base_url"));
    const ticket0::Client second{options()};  // a refusal would hold its client up
    const auto refused = thrown_by<ticket0::RateLimitError>([&] { return second.tickets().get(id_); });
    EXPECT_EQ(refused.retry_after(), 7s);
    EXPECT_EQ(refused.outcome(), Outcome::throttled);
    const ticket0::Client third{options()};
    const auto busy =
        thrown_by<ticket0::ServerError>([&] { return third.tickets().update(id_, {.tags = {"a"}}); });
    EXPECT_EQ(busy.outcome(), Outcome::unknown);
    for (const std::string& text : {missing.explain(), refused.explain(), busy.explain()})
      EXPECT_THAT(text, Not(HasSubstr("<"))) << page;
  }
}

/// Each hides or turns round what stands beside it, or begins a line of its own.
const std::vector<std::string> misleading{
    "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
    "\u200e", "\u200f", "\u061c", "\u2028", "\u2029", "\ufeff", "\u200b", "\u2060", "\u0085",
    "\u009b", "\x1b",   "\x7f",   "\n",     "\r",     "\t",     "\x01"};

TEST_F(Texts, AreOneLineThatShowsAllItHas) {
  for (const std::string& each : misleading) {
    const std::string message = "no " + each + "such" + each + each + " thing";
    wire_->respond(
        400, R"({"error":{"code":"VALIDATION_ERROR","message":)" + ticket0::json_string(message) + "}}");
    const auto error = thrown_by<ticket0::ValidationError>([&] { return tickets().get(id_); });
    for (const std::string& text : {std::string{error.what()}, error.explain()}) {
      const bool may_break = each == "\n" && text != error.what();  // explain() has lines
      EXPECT_TRUE(may_break || text.find(each) == std::string::npos) << testing::PrintToString(each);
      EXPECT_THAT(text, testing::AllOf(HasSubstr("no"), HasSubstr("such"), HasSubstr("thing")));
    }
    EXPECT_EQ(error.message(), message) << "uncut and unchanged";
  }
}

TEST_F(Texts, ShowNoMisleadingCharacterOfACodeOrAReason) {
  for (const std::string& each : misleading) {
    wire_->respond(409, R"({"error":{"code":)" + ticket0::json_string("CON" + each + "FLICT") + "}}");
    const auto error = thrown_by<ticket0::ApiError>([&] { return tickets().get(id_); });
    EXPECT_THAT(error.what(), Not(HasSubstr(each))) << testing::PrintToString(each);
    wire_->fail(Outcome::unknown, "lost " + each + "it");
    const auto lost = thrown_by<ticket0::TransportError>([&] { return tickets().get(id_); });
    EXPECT_THAT(lost.what(), Not(HasSubstr(each))) << testing::PrintToString(each);
  }
}

TEST_F(Texts, KeepWhatPeopleWrite) {
  for (const char* each :
       {"caf\u00e9", "\u0645\u0631\u062d\u0628\u0627", "\u65e5\u672c", "\U0001f600", "\u2019", "\u2014"}) {
    wire_->respond(400,
                   R"({"error":{"code":"VALIDATION_ERROR","message":)" + ticket0::json_string(each) + "}}");
    EXPECT_THAT(thrown_by<ticket0::ValidationError>([&] { return tickets().get(id_); }).what(),
                HasSubstr(each));
  }
}

/// The caller made no mistake: what the page had is delivered, and the error is about the answer.
TEST_F(Texts, OfAServicesCursorThatIsTooLongAreNotAboutTheCallersOptions) {
  for (const std::size_t size : {65'000U, 70'000U, 100'000U, 1'000'000U}) {
    const auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
    wire->respond(200, R"({"tickets":[{"id":"tkt_1"}],"nextCursor":")" + std::string(size, 'c') + "\"}")
        .respond(200, R"({"tickets":[{"id":"tkt_2"}],"nextCursor":null})");
    auto own = options();
    own.transport = wire;
    std::vector<std::string> ids;
    try {
      for (const auto& ticket : ticket0::Client{own}.tickets().list()) ids.push_back(ticket.id.str());
      EXPECT_EQ(ids.size(), 2U) << size;
    } catch (const ticket0::InvalidArgument& e) {
      ADD_FAILURE() << size << ": " << e.what();
    } catch (const ticket0::Error& e) {
      EXPECT_EQ(ids, std::vector<std::string>{"tkt_1"}) << size;
      EXPECT_LT(std::string_view{e.what()}.size(), 1'000U);
      EXPECT_THAT(e.what(), HasSubstr("ursor"));
    }
  }
}

/// The caller's own is.
TEST_F(Texts, OfACallersCursorThatIsTooLongNameIt) {
  const auto error = thrown_by<ticket0::InvalidArgument>(
      [&] { return tickets().page({.cursor = ticket0::Cursor{std::string(100'000, 'c')}}); });
  EXPECT_THAT(error.what(), HasSubstr("cursor"));
  EXPECT_TRUE(wire_->sent().empty());
}

/// A list goes on behind a raw line break.
TEST_F(Texts, WithRawControlsDoNotStopAList) {
  wire_->respond(200, "{\"tickets\":[{\"id\":\"tkt_1\",\"subject\":\"a\nb\tc\x01\"}],\"nextCursor\":\"c1\"}")
      .respond(200, R"({"tickets":[{"id":"tkt_2"}],"nextCursor":null})");
  std::vector<std::string> subjects;
  for (const auto& ticket : tickets().list()) subjects.push_back(ticket.subject);
  EXPECT_EQ(subjects, (std::vector<std::string>{"a\nb\tc\x01", ""}));
}

}  // namespace

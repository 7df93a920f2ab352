// What each method of a resource refuses before anything is sent, and what a key without the scope is told.
#include "engine/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class Refusal : public ClientTest {
 protected:
  const Client client_{options()};
  const Messages messages_ = client_.messages();
  const Customers customers_ = client_.customers();
  const KnowledgeBase articles_ = client_.knowledge_base();
};

struct Case {
  const char* named;
  std::function<void()> call;
};

TEST_F(Refusal, NamesWhatCannotBeSent) {
  const NewReply reply{.from_address = "a", .body_text = "b"};
  const CustomerId customer{"cus_1"};
  ResponseInfo info;
  const std::vector<Case> cases{
      {"MessageQuery.limit is 201: it has to be from 1 to 200",
       [&] { (void)messages_.page(id_, {.limit = 201}); }},
      {"MessageQuery.limit is 201", [&] { (void)messages_.list(id_, {.limit = 201}); }},
      {"MessageQuery.limit is 0", [&] { (void)messages_.list(id_, {.limit = 0}); }},
      {"MessageQuery.cursor is empty", [&] { (void)messages_.list(id_, {.cursor = Cursor{}}); }},
      {"TicketId is empty", [&] { (void)messages_.list(TicketId{}); }},
      {"TicketId is empty", [&] { (void)messages_.page(TicketId{}); }},
      {"TicketId is \".\"", [&] { (void)messages_.page(TicketId{"."}); }},
      {"TicketId is empty", [&] { messages_.reply(TicketId{}, reply); }},
      {"TicketId is not valid UTF-8", [&] { messages_.reply(TicketId{"\xFF"}, reply); }},
      {"NewReply.from_address is empty", [&] { messages_.reply(id_, {.body_text = "b"}); }},
      {"NewReply.body_text is empty", [&] { messages_.reply(id_, {.from_address = "a"}); }},
      {"CallOptions.capture is for a single call",
       [&] { (void)messages_.list(id_, {}, {.capture = &info}); }},
      {"CustomerQuery.limit is 101: it has to be from 1 to 100",
       [&] { (void)customers_.page({.limit = 101}); }},
      {"CustomerQuery.limit is 101", [&] { (void)customers_.list({.limit = 101}); }},
      {"CustomerQuery.limit is -1", [&] { (void)customers_.list({.limit = -1}); }},
      {"CustomerQuery.email is empty", [&] { (void)customers_.list({.email = ""}); }},
      {"CustomerQuery.external_id is empty", [&] { (void)customers_.page({.external_id = ""}); }},
      {"CustomerQuery.cursor is empty", [&] { (void)customers_.page({.cursor = Cursor{}}); }},
      {"CustomerId is empty", [&] { (void)customers_.get(CustomerId{}); }},
      {"CustomerId is \".\" or", [&] { (void)customers_.get(CustomerId{".."}); }},
      {"CustomerId is empty", [&] { customers_.update(CustomerId{}, {.name = "n"}); }},
      {"CustomerPatch is empty", [&] { customers_.update(customer, {}); }},
      {"NewCustomer.email is empty", [&] { customers_.create({}); }},
      {"NewCustomer.external_id is an empty id",
       [&] { customers_.create({.email = "e", .external_id = ""}); }},
      {"CallOptions.capture is for a single call", [&] { (void)customers_.list({}, {.capture = &info}); }},
      {"ArticleQuery.limit is 101: it has to be from 1 to 100",
       [&] { (void)articles_.page({.limit = 101}); }},
      {"ArticleQuery.limit is 101", [&] { (void)articles_.list({.limit = 101}); }},
      {"ArticleQuery.query is empty", [&] { (void)articles_.page({.query = ""}); }},
      {"ArticleQuery.status is empty", [&] { (void)articles_.list({.status = ArticleStatus::unknown}); }},
      {"ArticleQuery.cursor is empty", [&] { (void)articles_.list({.cursor = Cursor{}}); }},
      {"ArticleId is empty", [&] { (void)articles_.get(ArticleId{}); }},
      {"CallOptions.capture is for a single call", [&] { (void)articles_.list({}, {.capture = &info}); }},
      {"CallOptions.timeout is 0 ms", [&] { (void)articles_.list({}, {.timeout = 0ms}); }},
      {"CallOptions.timeout is 0 ms", [&] { messages_.reply(id_, reply, {.timeout = 0ms}); }},
      {"CallOptions.headers[\"Host\"]",
       [&] {
         customers_.create({.email = "e"}, {.headers = {{"Host", "x"}}});
       }},
  };
  for (const Case& each : cases) {
    const auto error = thrown_by<InvalidArgument>([&] {
      each.call();
      return 0;
    });
    EXPECT_THAT(error.what(), StartsWith(each.named));
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_EQ(error.attempts(), 0);
  }
  EXPECT_THAT(wire_->sent(), ElementsAre());
}

struct Scoped {
  const char* scope;
  const char* route;
  std::function<void()> call;
};

TEST_F(Refusal, OfAKeyNamesTheScopeThatEachEndpointNeeds) {
  const CustomerId customer{"cus_1"};
  const Tickets t = client_.tickets();
  const std::vector<Scoped> cases{
      {"tickets:read", "GET /tickets: ", [&] { (void)t.page(); }},
      {"tickets:read", "GET /tickets: ", [&] { (void)t.list().begin(); }},
      {"tickets:read", "GET /tickets/:id: ", [&] { (void)t.get(id_); }},
      {"tickets:write",
       "POST /tickets: ", [&] { t.create({.subject = "s", .customer_email = "e", .body = "b"}); }},
      {"tickets:write", "PATCH /tickets/:id: ", [&] { t.update(id_, {.assignee_id = null}); }},
      {"messages:read", "GET /tickets/:id/messages: ", [&] { (void)messages_.page(id_); }},
      {"messages:read", "GET /tickets/:id/messages: ", [&] { (void)messages_.list(id_).begin(); }},
      {"messages:send", "POST /tickets/:id/messages: ",
       [&] { messages_.reply(id_, {.from_address = "a", .body_text = "b"}); }},
      {"customers:read", "GET /customers: ", [&] { (void)customers_.page(); }},
      {"customers:read", "GET /customers: ", [&] { (void)customers_.list().begin(); }},
      {"customers:read", "GET /customers/:id: ", [&] { (void)customers_.get(customer); }},
      {"customers:write", "POST /customers: ", [&] { customers_.create({.email = "e"}); }},
      {"customers:write",
       "POST /customers: ", [&] { customers_.create({.email = "e", .external_id = "x"}); }},
      {"customers:write", "PATCH /customers/:id: ", [&] { customers_.update(customer, {.name = "n"}); }},
      {"tickets:read", "GET /knowledge-base: ", [&] { (void)articles_.page(); }},
      {"tickets:read", "GET /knowledge-base: ", [&] { (void)articles_.list().begin(); }},
      {"tickets:read", "GET /knowledge-base/:id: ", [&] { (void)articles_.get(ArticleId{"art_1"}); }},
      {"tickets:write", "POST /tickets: ", [&] { client_.send("POST", "/tickets", "{}"); }},
      {"messages:send",
       "POST /tickets/:id/messages: ", [&] { client_.send("POST", "/tickets/tkt_1/messages", "{}"); }},
      {"customers:write", "PATCH /customers/:id: ", [&] { client_.send("PATCH", "/customers/cus_1", "{}"); }},
      {"tickets:read", "GET /knowledge-base: ", [&] { client_.send("GET", "/knowledge-base?query=x"); }},
      {"", "DELETE /tickets/:id: ", [&] { client_.send("DELETE", "/tickets/tkt_1"); }},
  };
  for (const Scoped& each : cases) {
    wire_->respond(403, R"({"error":{"code":"FORBIDDEN","message":"no"}})");
    const auto error = thrown_by<PermissionError>([&] {
      each.call();
      return 0;
    });
    EXPECT_EQ(error.needed_scope(), each.scope) << each.route;
    EXPECT_THAT(error.what(), StartsWith(each.route));
    EXPECT_EQ(error.outcome(), Outcome::rejected);
    if (*each.scope != '\0') {
      EXPECT_THAT(error.what(),
                  HasSubstr("Use a key with the scope " + std::string{each.scope} + " (or admin)"));
    }
  }
  EXPECT_EQ(wire_->sent().size(), cases.size());
}

TEST_F(Refusal, OfANestTooDeepIsAnErrorWithoutCode) {
  std::string nest = R"({"error":{"code":"FORBIDDEN","x":)";
  nest.append(200'000, '[');
  const std::vector<std::function<void()>> calls{
      [&] { (void)client_.tickets().page(); }, [&] { (void)messages_.page(id_); },
      [&] { (void)customers_.page(); }, [&] { (void)articles_.page(); },
      [&] { client_.send("POST", "/x", "{}"); }};
  for (const auto& call : calls) {
    wire_->respond(404, nest);
    const auto error = thrown_by<NotFoundError>([&] {
      call();
      return 0;
    });
    EXPECT_EQ(error.code().text(), "");
    EXPECT_EQ(error.response().body, nest);
  }
}

}  // namespace

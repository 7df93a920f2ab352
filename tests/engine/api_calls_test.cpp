// Each method of each resource: the one request that it sends, and what it makes of the answer.
#include "engine/client_fixture.hpp"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace ticket0;

constexpr std::string_view base = "https://app.ticket0.ai/api/v1";

class ApiCall : public ClientTest {
 protected:
  [[nodiscard]] Client client() const { return Client{options()}; }
};

/// What `call` sends when the answer is `answer`, as "METHOD target" and the body in a second line.
template <class Call>
std::string request_of(const Client& client, fakes::FakeTransport& wire, const std::string& answer,
                       const Call& call) {
  const std::size_t before = wire.sent().size();
  wire.respond(200, answer);
  static_cast<void>(call(client));
  EXPECT_EQ(wire.sent().size(), before + 1) << "one request a call";
  const HttpRequest sent = wire.sent().at(before);
  EXPECT_EQ(sent.url.substr(0, base.size()), base);
  return sent.method + " " + sent.url.substr(base.size()) + (sent.body.empty() ? "" : "\n") + sent.body;
}

struct Case {
  const char* request;
  std::function<void(const Client&)> call;
};

/// `id`: of the object that a call may name.
void expect_requests(const Client& client, fakes::FakeTransport& wire, const std::string& id,
                     const std::vector<Case>& cases) {
  // It has the members that each call wants to see.
  const std::string answer =
      R"({"id":")" + id + R"(","tickets":[],"messages":[],"customers":[],"articles":[]})";
  for (const Case& each : cases)
    EXPECT_EQ(request_of(client, wire, answer,
                         [&](const Client& c) {
                           each.call(c);
                           return 0;
                         }),
              each.request);
}

TEST_F(ApiCall, OfMessages) {
  const TicketId id{"tkt 1/ä"};
  expect_requests(
      client(), *wire_, id.str(),
      {
          {"GET /tickets/tkt%201%2F%C3%A4/messages", [&](const Client& c) { (void)c.messages().page(id); }},
          {"GET /tickets/tkt%201%2F%C3%A4/messages?limit=200&cursor=a%3D%26",
           [&](const Client& c) { (void)c.messages().page(id, {.limit = 200, .cursor = Cursor{"a=&"}}); }},
          {"GET /tickets/tkt%201%2F%C3%A4/messages",
           [&](const Client& c) { (void)c.messages().list(id).to_vector(); }},
          {"GET /tickets/tkt%201%2F%C3%A4/messages?limit=5&cursor=c",
           [&](const Client& c) {
             (void)c.messages().list(id, {.limit = 5, .cursor = Cursor{"c"}}).to_vector();
           }},
          {"POST /tickets/tkt%201%2F%C3%A4/messages\n"
           R"({"fromAddress":"a@b.c","bodyText":"Hi","ccAddresses":["d@e.f"]})",
           [&](const Client& c) {
             c.messages().reply(
                 id,
                 {.from_address = "a@b.c", .body_text = "Hi", .extra = {{"ccAddresses", R"(["d@e.f"])"}}});
           }},
      });
}

TEST_F(ApiCall, OfCustomers) {
  const CustomerId id{"cus?1"};
  expect_requests(
      client(), *wire_, id.str(),
      {
          {"GET /customers", [](const Client& c) { (void)c.customers().page(); }},
          {"GET /customers?email=a%2Bb%40c.d&externalId=shop%2F1&limit=7&cursor=c",
           [](const Client& c) {
             (void)c.customers().page(
                 {.email = "a+b@c.d", .external_id = "shop/1", .limit = 7, .cursor = Cursor{"c"}});
           }},
          {"GET /customers?limit=100", [](const Client& c) { (void)c.customers().list().to_vector(); }},
          {"GET /customers?email=e&limit=3",
           [](const Client& c) { (void)c.customers().list({.email = "e", .limit = 3}).to_vector(); }},
          {"GET /customers/cus%3F1", [&](const Client& c) { (void)c.customers().get(id); }},
          {"POST /customers\n"
           R"({"email":"a@b.c"})",
           [](const Client& c) { c.customers().create({.email = "a@b.c"}); }},
          {"POST /customers\n"
           R"({"email":"a@b.c","name":"Ann","externalId":"x","metadata":{"plan":"pro"},"vip":true})",
           [](const Client& c) {
             c.customers().create({.email = "a@b.c",
                                   .name = "Ann",
                                   .external_id = "x",
                                   .metadata = {{"plan", "pro"}},
                                   .extra = {{"vip", "true"}}});
           }},
          {"PATCH /customers/cus%3F1\n"
           R"({"metadata":{"plan":"pro","trial":null}})",
           [&](const Client& c) {
             c.customers().update(id, {.metadata = {{"plan", "pro"}, {"trial", null}}});
           }},
      });
}

TEST_F(ApiCall, OfTheKnowledgeBase) {
  const ArticleId id{"art/1"};
  expect_requests(
      client(), *wire_, id.str(),
      {
          {"GET /knowledge-base", [](const Client& c) { (void)c.knowledge_base().page(); }},
          {"GET /knowledge-base?query=track%20order%3F&status=published&limit=7&cursor=c",
           [](const Client& c) {
             (void)c.knowledge_base().page({.query = "track order?",
                                            .status = ArticleStatus::published,
                                            .limit = 7,
                                            .cursor = Cursor{"c"}});
           }},
          {"GET /knowledge-base?status=draft&limit=100",
           [](const Client& c) {
             (void)c.knowledge_base().list({.status = ArticleStatus::draft}).to_vector();
           }},
          {"GET /knowledge-base/art%2F1", [&](const Client& c) { (void)c.knowledge_base().get(id); }},
      });
}

TEST_F(ApiCall, GivesTheDecodedObject) {
  const Client c = client();
  wire_->respond(201, R"({"message":{"id":"msg_1","bodyText":"Hi","zip":1}})");
  EXPECT_EQ(
      c.messages().reply(id_, {.from_address = "a", .body_text = "b"}),
      (Message{.id = MessageId{"msg_1"}, .ticket_id = id_, .body_text = "Hi", .extra = {{"zip", "1"}}}));
  const Customer customer{
      .id = CustomerId{"cus_1"}, .email = "a@b.c", .metadata = {{"plan", "pro"}}, .ticket_count = 2};
  const std::string json = R"({"id":"cus_1","email":"a@b.c","metadata":{"plan":"pro"},"ticketCount":2})";
  wire_->respond(200, json).respond(201, json).respond(200, "{\"customer\":" + json + "}");
  EXPECT_EQ(c.customers().get(customer.id), customer);
  EXPECT_EQ(c.customers().create({.email = "a@b.c"}), customer);
  EXPECT_EQ(c.customers().update(customer.id, {.name = "x"}), customer);
  wire_->respond(200, R"({"id":"art_1","title":"t","body":"b"})");
  EXPECT_EQ(c.knowledge_base().get(ArticleId{"art_1"}),
            (Article{.id = ArticleId{"art_1"}, .title = "t", .body = "b"}));
}

TEST_F(ApiCall, OfAPageGivesItsItemsItsTotalAndItsCursor) {
  wire_->respond(200, R"({"messages":[{"id":"msg_1"}],"total":9})")
      .respond(200, R"({"customers":[{"id":"cus_1"},{"id":"cus_2"}],"nextCursor":"c"})")
      .respond(200, R"({"articles":[],"nextCursor":"d"})");
  const auto messages = client().messages().page(id_);
  EXPECT_EQ(messages.total, 9);
  EXPECT_FALSE(messages.has_next());
  const auto customers = client().customers().page();
  EXPECT_EQ(customers.items.at(1).id, CustomerId{"cus_2"});
  EXPECT_EQ(customers.next, Cursor{"c"});
  EXPECT_EQ(customers.total, std::nullopt);
  EXPECT_EQ(client().knowledge_base().page().next, Cursor{"d"});
}

TEST_F(ApiCall, NamesTheTicketOfAMessageWhereTheAnswerDoesNot) {
  const std::string messages =
      R"({"messages":[{"id":"msg_1"},{"id":"msg_2","ticketId":"tkt_other"},{"id":"msg_3","ticketId":null}]})";
  wire_->respond(200, messages).respond(200, messages);
  for (const auto& items : {client().messages().page(id_).items, client().messages().list(id_).to_vector()}) {
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[0].ticket_id, id_);
    EXPECT_EQ(items[1].ticket_id, TicketId{"tkt_other"}) << "as the answer says";
    EXPECT_EQ(items[2].ticket_id, id_);
  }
  const NewReply reply{.from_address = "a", .body_text = "b"};
  wire_->respond(201, R"({"id":"msg_1"})").respond(201, R"({"id":"msg_1","ticketId":"tkt_other"})");
  EXPECT_EQ(client().messages().reply(id_, reply).ticket_id, id_);
  EXPECT_EQ(client().messages().reply(id_, reply).ticket_id, TicketId{"tkt_other"});
}

TEST_F(ApiCall, OfAListOfMessagesFollowsACursorWhereThereIsOne) {
  wire_->respond(200, R"({"messages":[{"id":"1"}],"nextCursor":"a"})")
      .respond(200, R"({"messages":[],"nextCursor":"b"})")
      .respond(200, R"({"messages":[{"id":"2"},{"id":"1"}],"nextCursor":null})");
  std::vector<std::string> ids;
  for (const Message& each : client().messages().list(id_, {.limit = 50})) {
    ids.push_back(each.id.str());
    EXPECT_EQ(each.ticket_id, id_);
  }
  EXPECT_THAT(ids, ElementsAre("1", "2"));
  const std::string url = std::string{base} + "/tickets/tkt_1/messages?limit=50";
  EXPECT_EQ(sent(0).url, url);
  EXPECT_EQ(sent(1).url, url + "&cursor=a");
  EXPECT_EQ(sent(2).url, url + "&cursor=b");
}

TEST_F(ApiCall, OfAListSendsNothingBeforeItIsLooped) {
  (void)client().messages().list(id_);
  (void)client().customers().list();
  (void)client().knowledge_base().list();
  EXPECT_THAT(wire_->sent(), ElementsAre());
}

/// The filters stay the same, whatever the page.
TEST_F(ApiCall, OfAListRepeatsItsFiltersWithEachCursor) {
  wire_->respond(200, R"({"customers":[{"id":"1"}],"nextCursor":"x"})")
      .respond(200, R"({"customers":[{"id":"2"}]})")
      .respond(200, R"({"articles":[{"id":"1"}],"nextCursor":"y"})")
      .respond(200, R"({"articles":[{"id":"2"}]})");
  EXPECT_EQ(client().customers().list({.email = "e", .external_id = "x"}).to_vector().size(), 2U);
  EXPECT_EQ(client().knowledge_base().list({.query = "q"}).to_vector().size(), 2U);
  EXPECT_THAT(sent(1).url, HasSubstr("/customers?email=e&externalId=x&limit=100&cursor=x"));
  EXPECT_THAT(sent(3).url, HasSubstr("/knowledge-base?query=q&limit=100&cursor=y"));
}

TEST_F(ApiCall, OfAListAsksForNoMoreThanItIsToGive) {
  const auto limits = [&](auto list) {
    const std::size_t before = wire_->sent().size();
    wire_->respond(200, R"({"tickets":[{"id":"1"}],"nextCursor":"a"})")
        .respond(200, R"({"tickets":[{"id":"2"}]})");
    (void)std::move(list).to_vector();
    std::vector<std::string> queries;
    const auto sent = wire_->sent();
    for (std::size_t i = before; i < sent.size(); ++i) queries.push_back(sent[i].query);
    return queries;
  };
  const auto tickets = client().tickets();
  EXPECT_THAT(limits(tickets.list()), ElementsAre("limit=100", "limit=100&cursor=a"));
  EXPECT_THAT(limits(tickets.list().at_most(3)), ElementsAre("limit=3", "limit=3&cursor=a"));
  EXPECT_THAT(limits(tickets.list().at_most(300)), ElementsAre("limit=100", "limit=100&cursor=a"));
  EXPECT_THAT(limits(tickets.list({.limit = 7}).at_most(3)), ElementsAre("limit=7", "limit=7&cursor=a"));
}

TEST_F(ApiCall, OnlyWhatCouldDoHarmTwiceMustNotBeRepeatedByATransport) {
  const Client c = client();
  for (int i = 0; i < 9; ++i)
    wire_->respond(200, R"({"id":"x_1","messages":[],"customers":[],"articles":[]})");
  (void)c.messages().page(id_);
  c.messages().reply(id_, {.from_address = "a", .body_text = "b"});
  (void)c.customers().page();
  (void)c.customers().get(CustomerId{"x_1"});
  c.customers().create({.email = "e"});
  c.customers().create({.email = "e", .external_id = "x"});
  c.customers().update(CustomerId{"x_1"}, {.name = "n"});
  (void)c.knowledge_base().page();
  (void)c.knowledge_base().get(ArticleId{"x_1"});
  std::vector<bool> at_most_once;
  for (const auto& each : wire_->sent()) at_most_once.push_back(each.context.at_most_once);
  EXPECT_THAT(at_most_once, ElementsAre(false, true, false, false, true, false, false, false, false))
      << "a reply, and a customer without an external id";
}

}  // namespace

// The code of docs/models.md, run against the fakes.
#include <iostream>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "docs.hpp"

namespace {

using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStdout;

struct Models : Docs {
  ticket0::CustomerId customer{"cus_1"};
};

constexpr const char* ticket_json = R"({"id":"tkt_1","status":"open"})";

// [snippet models_text_of]
/// What was written, without quoted replies and signature if the service has removed them.
std::string text_of(const ticket0::Message& message) {
  if (message.body_text_cleaned) return *message.body_text_cleaned;
  return message.body_text.value_or("");
}
// [end]

TEST_F(Models, UnsetIsAnEmptyOptional) {
  wire->respond(200,
                R"({"messages":[{"id":"msg_1","bodyText":"Yes\n> Is it on fire?","bodyTextCleaned":"Yes"},
                                   {"id":"msg_2","bodyText":"No","bodyTextCleaned":null},
                                   {"id":"msg_3"}],"total":3})");
  const auto page = client.messages().page(id);
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_EQ(text_of(page.items[0]), "Yes");
  EXPECT_EQ(text_of(page.items[1]), "No");
  EXPECT_EQ(text_of(page.items[2]), "");
}

TEST_F(Models, PatchHasWhatWasSet) {
  for (int i = 0; i < 3; ++i) wire->respond(200, ticket_json);
  // [snippet models_patch]
  using ticket0::TicketStatus;
  client.tickets().update(id, {.assignee_id = ticket0::null});              // {"assigneeId":null}
  client.tickets().update(id, {.tags = std::vector<std::string>{}});        // {"tags":[]}
  client.tickets().update(id, {.status = TicketStatus::open, .tags = {}});  // {"status":"open"}
  // [end]
  EXPECT_EQ(wire->sent().at(0).body, R"({"assigneeId":null})");
  EXPECT_EQ(wire->sent().at(1).body, R"({"tags":[]})");
  EXPECT_EQ(wire->sent().at(2).body, R"({"status":"open"})");
}

TEST_F(Models, Metadata) {
  wire->respond(200, R"({"id":"cus_1","metadata":{"plan":"pro"}})");
  // [snippet models_metadata]
  // Sets `plan`, removes `trialEnds`, leaves every other key as it is.
  client.customers().update(customer, {.metadata = {{"plan", "pro"}, {"trialEnds", ticket0::null}}});
  // [end]
  EXPECT_EQ(wire->sent().at(0).body, R"({"metadata":{"plan":"pro","trialEnds":null}})");
}

// [snippet models_switch]
std::string author_of(const ticket0::Message& message) {
  switch (message.author_type.value()) {
    using enum ticket0::AuthorType;
    case customer: return "customer";
    case user: return "operator";
    case agent: return "AI";
    case unknown: break;
  }
  return std::string{message.author_type.text()};  // a word of a later API, or "" if none came
}
// [end]

TEST(ModelsSwitch, HasABranchForWordsOfALaterApi) {
  EXPECT_EQ(author_of({.author_type = ticket0::AuthorType::agent}), "AI");
  EXPECT_EQ(author_of({.author_type = ticket0::Open<ticket0::AuthorType>{"partner"}}), "partner");
  EXPECT_EQ(author_of({}), "");
}

TEST(ModelsOpen, ComparesByItsWord) {
  const ticket0::Ticket ticket{.status = ticket0::Open<ticket0::TicketStatus>{"archived"}};
  // [snippet models_compare]
  using ticket0::TicketStatus;
  const bool is_open = ticket.status == TicketStatus::open;
  const bool is_archived = ticket.status.text() == "archived";             // a word that this version lacks
  const bool is_unknown = ticket.status.value() == TicketStatus::unknown;  // any such word, or none
  // [end]
  EXPECT_FALSE(is_open);
  EXPECT_TRUE(is_archived);
  EXPECT_TRUE(is_unknown);
  EXPECT_FALSE(ticket.status == TicketStatus::unknown) << "the page says that this is false";
  EXPECT_TRUE(ticket0::Ticket{}.status == TicketStatus::unknown);
}

TEST_F(Models, AWordOfYourOwn) {
  wire->respond(200, R"({"tickets":[]})").respond(200, ticket_json);
  // [snippet models_own_word]
  const ticket0::Open<ticket0::TicketStatus> archived{"archived"};
  const auto page = client.tickets().page({.status = archived});
  client.tickets().update(id, {.status = archived});
  // [end]
  EXPECT_TRUE(wire->sent().at(0).url.ends_with("/tickets?status=archived")) << wire->sent().at(0).url;
  EXPECT_EQ(wire->sent().at(1).body, R"({"status":"archived"})");
  EXPECT_TRUE(page.items.empty());
}

TEST_F(Models, ReadsAMemberThatTheLibraryDoesNotKnow) {
  wire->respond(200, R"({"id":"tkt_1","csat":{"rating":5,"comment":"thanks"}})");
  const auto ticket = client.tickets().get(id);
  CaptureStdout();
  // [snippet models_extra_read]
  if (const auto csat = ticket.extra.find("csat"); csat != ticket.extra.end())
    std::cout << "rated " << nlohmann::json::parse(csat->second).at("rating") << '\n';
  // [end]
  EXPECT_EQ(GetCapturedStdout(), "rated 5\n");
}

TEST_F(Models, WritesAMemberThatTheLibraryDoesNotKnow) {
  wire->respond(200, ticket_json);
  const auto monday = *ticket0::parse_timestamp("2026-05-04T07:00:00Z");
  // [snippet models_extra_write]
  client.tickets().update(id, {.status = ticket0::TicketStatus::snoozed,
                               .extra = {{"snoozeUntil", ticket0::json_string(ticket0::to_string(monday))}}});
  // [end]
  EXPECT_EQ(wire->sent().at(0).body, R"({"status":"snoozed","snoozeUntil":"2026-05-04T07:00:00Z"})");
}

TEST_F(Models, IdsAreKeysOfMaps) {
  wire->respond(200, R"({"tickets":[{"id":"tkt_1","customerId":"cus_1"},{"id":"tkt_2","customerId":"cus_1"},
                                  {"id":"tkt_3"}],"nextCursor":null})");
  // [snippet models_ids]
  std::unordered_map<ticket0::CustomerId, int> tickets_of;
  for (const auto& ticket : client.tickets().list())
    if (ticket.customer_id) ++tickets_of[*ticket.customer_id];
  // [end]
  EXPECT_EQ(tickets_of.at(customer), 2);
  EXPECT_EQ(tickets_of.size(), 1U);
}

// [snippet models_timestamp]
bool is_older_than(std::chrono::hours age, const ticket0::Ticket& ticket) {
  return ticket.created_at && std::chrono::system_clock::now() - *ticket.created_at > age;
}
// [end]

TEST(ModelsTimestamp, IsATimeOfTheSystemClock) {
  using std::chrono::hours;
  const ticket0::Ticket old{.created_at = ticket0::parse_timestamp("2020-01-01T00:00:00+01:00")};
  EXPECT_TRUE(is_older_than(hours{1}, old));
  EXPECT_FALSE(is_older_than(hours{24 * 365 * 200}, old));
  EXPECT_FALSE(is_older_than(hours{1}, {}));
  EXPECT_EQ(ticket0::to_string(*old.created_at), "2019-12-31T23:00:00Z");
}

// [snippet models_drift]
class DriftLog final : public ticket0::Observer {
 public:
  void on_drift(std::string_view type, std::string_view member, ticket0::Drift what) noexcept override {
    std::clog << type << '.' << member << ": " << to_string(what) << '\n';
  }
};
// [end]

TEST_F(Models, DriftIsTold) {
  wire->respond(200, R"({"id":"tkt_1","status":"archived","tags":["vip",7],"csat":5,"subject":9,
                       "createdAt":"yesterday"})");
  const ticket0::Client watched({.api_key = ticket0::Secret{"t0_test"},
                                 .observer = std::make_shared<DriftLog>(),
                                 .transport = wire,
                                 .clock = clock});
  testing::internal::CaptureStderr();
  const auto ticket = watched.tickets().get(id);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "Ticket.status: new value\nTicket.tags: wrong element\nTicket.csat: new member\n"
            "Ticket.subject: wrong type\nTicket.createdAt: bad time\n");
  EXPECT_EQ(ticket.tags, std::vector<std::string>{"vip"});
  EXPECT_EQ(ticket.subject, "");
  EXPECT_FALSE(ticket.created_at);
}

}  // namespace

#include "webhook/support.hpp"

namespace {

using namespace webhook_test;

TEST(EventTypes, AreTheServicesWords) {
  const std::vector<std::pair<EventType, std::string_view>> words{
      {EventType::unknown, ""},
      {EventType::ticket_created, "ticket.created"},
      {EventType::ticket_assigned, "ticket.assigned"},
      {EventType::ticket_resolved, "ticket.resolved"},
      {EventType::ticket_reopened, "ticket.reopened"},
      {EventType::ticket_tagged, "ticket.tagged"},
      {EventType::ticket_csat_received, "ticket.csat_received"},
      {EventType::message_sent, "message.sent"},
      {EventType::customer_created, "customer.created"},
  };
  for (const auto& [type, word] : words) {
    EXPECT_EQ(to_string(type), word);
    EXPECT_EQ(parse_as(word, EventType::unknown), type);
  }
  EXPECT_EQ(parse_as("ticket.merged", EventType::ticket_created), EventType::ticket_created);
  EXPECT_EQ(parse_as("", EventType::ticket_created), EventType::ticket_created);
  EXPECT_EQ(to_string(static_cast<EventType>(200)), "");
}

Event event_of(std::string type, std::string data) {
  return {.id = "evt_1", .type = ticket0::Open<EventType>{std::move(type)}, .data = std::move(data)};
}

TEST(EventData, OfATicketReadsAsATicket) {
  const auto ticket =
      event_of("ticket.resolved", R"({"id":"tkt_1","status":"resolved","tags":["a"]})").as<ticket0::Ticket>();
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->id.str(), "tkt_1");
  EXPECT_EQ(ticket->status, ticket0::TicketStatus::resolved);
  EXPECT_EQ(ticket->tags, std::vector<std::string>{"a"});
}

TEST(EventData, MayComeUnderTheObjectsName) {
  const auto ticket = event_of("ticket.created", R"({"ticket":{"id":"tkt_1"}})").as<ticket0::Ticket>();
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->id.str(), "tkt_1");
}

TEST(EventData, OfATypeToComeReadsByItsFamily) {
  EXPECT_TRUE(event_of("ticket.merged", R"({"id":"tkt_1"})").as<ticket0::Ticket>());
  EXPECT_TRUE(event_of("message.received", R"({"id":"msg_1"})").as<ticket0::Message>());
  EXPECT_TRUE(event_of("customer.updated", R"({"id":"cus_1"})").as<ticket0::Customer>());
}

TEST(EventData, IsNotTakenForWhatTheEventIsNotAbout) {
  const Event event = event_of("customer.created", R"({"id":"cus_1","email":"a@b.c"})");
  EXPECT_EQ(event.as<ticket0::Ticket>(), std::nullopt);
  EXPECT_EQ(event.as<ticket0::Message>(), std::nullopt);
  ASSERT_TRUE(event.as<ticket0::Customer>());
  EXPECT_EQ(event.as<ticket0::Customer>()->email, "a@b.c");
}

TEST(EventData, ThatDoesNotFitIsNothing) {
  for (const std::string data :
       {"", "null", "[]", "7", R"("tkt_1")", "{}", R"({"rating":5,"comment":"thanks"})", R"({"id":7})", "{"})
    EXPECT_EQ(event_of("ticket.csat_received", data).as<ticket0::Ticket>(), std::nullopt) << data;
}

}  // namespace

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/clock.hpp"

namespace sandbox {

struct Csat {
  int rating{0};
  std::string comment{};
};

struct Ticket {
  std::string id{};
  std::string subject{};
  std::string status{"processing"};
  std::optional<std::string> assignee_id{};
  std::string customer_id{};
  std::optional<std::string> inbox_id{};
  std::vector<std::string> tags{};
  Moment created_at{};
  Moment updated_at{};
  std::string conversation_id{};
  std::string priority{"normal"};
  std::optional<std::string> sentiment{};
  std::optional<Csat> csat{};
};

struct Customer {
  std::string id{};
  std::optional<std::string> email{};
  std::optional<std::string> name{};
  std::optional<std::string> external_id{};
  std::map<std::string, std::string> metadata{};
  std::size_t ticket_count{0};  // as of when the store handed the customer out
  Moment created_at{};
};

struct Message {
  std::string id{};
  std::string ticket_id{};
  std::string direction{"inbound"};
  std::string channel{"email"};
  std::string subject{};
  std::optional<std::string> from_address{};
  std::optional<std::string> from_name{};
  std::vector<std::string> to_addresses{};
  std::string body_text{};
  std::optional<std::string> body_html{};
  std::optional<std::string> body_text_cleaned{};
  std::optional<std::string> external_id{};
  std::optional<std::string> in_reply_to{};
  std::string author_type{"customer"};
  std::optional<std::string> author_id{};
  std::optional<std::string> author_name{};
  std::string conversation_id{};
  std::optional<std::string> sentiment{};
  std::optional<std::string> language{};
  bool is_note{false};  // for operators only; the newer generation does not speak of notes
  Moment created_at{};
  Instant stored_at{};      // by the workspace's clock, whatever created_at says
  std::string sent_text{};  // of a reply, whatever a fault has made of it
};

struct Article {
  std::string id{};
  std::string title{};
  std::string slug{};
  std::string status{"published"};
  std::string excerpt{};
  std::string body{};
  Moment created_at{};
  Moment updated_at{};
};

}  // namespace sandbox

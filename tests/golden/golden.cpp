#include "golden/golden.hpp"

#include <fstream>
#include <iterator>

namespace golden {

using namespace ticket0;

std::string text_of(const std::string& file) {
  std::ifstream in{TICKET0_GOLDEN_DATA "/" + file, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in || text.empty()) throw std::runtime_error{"no golden file " + file};
  text.pop_back();
  return text;
}

struct Golden::Notes final : Observer {
  void on_drift(std::string_view type, std::string_view member, ticket0::Drift what) noexcept override {
    lines.push_back(std::string{type} + "." + std::string{member} + " " + std::string{to_string(what)});
  }
  std::vector<std::string> lines{};
};

Golden::Golden()
    : wire_(std::make_shared<fakes::FakeTransport>()),
      notes_(std::make_shared<Notes>()),
      client_({.api_key = Secret{"t0_golden"},
               .observer = notes_,
               .transport = wire_,
               .clock = std::make_shared<fakes::ManualClock>()}) {}

Golden& Golden::answer(const std::string& file) { return answer_text(text_of(file)); }

Golden& Golden::answer_text(std::string body) {
  wire_->respond(200, std::move(body));
  return *this;
}

std::vector<std::string> Golden::drift() { return std::exchange(notes_->lines, {}); }

namespace {

template <class E>
void expect_word(const Open<E>& read, const Open<E>& expected) {
  EXPECT_EQ(read.value(), expected.value());
  EXPECT_EQ(read.text(), expected.text());
}

void expect_time(const std::optional<Timestamp>& read, const std::optional<Timestamp>& expected) {
  EXPECT_EQ(read ? to_string(*read) : "unset", expected ? to_string(*expected) : "unset");
}

template <class Tag>
std::string text_of_id(const std::optional<Id<Tag>>& id) {
  return id ? id->str() : "unset";
}

}  // namespace

void expect_same(const Ticket& read, const Ticket& expected) {
  EXPECT_EQ(read.id.str(), expected.id.str());
  EXPECT_EQ(read.subject, expected.subject);
  expect_word(read.status, expected.status);
  EXPECT_EQ(text_of_id(read.assignee_id), text_of_id(expected.assignee_id));
  EXPECT_EQ(text_of_id(read.customer_id), text_of_id(expected.customer_id));
  EXPECT_EQ(text_of_id(read.inbox_id), text_of_id(expected.inbox_id));
  EXPECT_EQ(read.tags, expected.tags);
  expect_time(read.created_at, expected.created_at);
  expect_time(read.updated_at, expected.updated_at);
  EXPECT_EQ(read.extra, expected.extra);
  EXPECT_TRUE(read == expected);
}

void expect_same(const Message& read, const Message& expected) {
  EXPECT_EQ(read.id.str(), expected.id.str());
  EXPECT_EQ(text_of_id(read.ticket_id), text_of_id(expected.ticket_id));
  EXPECT_EQ(text_of_id(read.conversation_id), text_of_id(expected.conversation_id));
  expect_word(read.direction, expected.direction);
  expect_word(read.channel, expected.channel);
  EXPECT_EQ(read.subject, expected.subject);
  EXPECT_EQ(read.from_address, expected.from_address);
  EXPECT_EQ(read.from_name, expected.from_name);
  EXPECT_EQ(read.to_addresses, expected.to_addresses);
  EXPECT_EQ(read.cc_addresses, expected.cc_addresses);
  EXPECT_EQ(read.body_text, expected.body_text);
  EXPECT_EQ(read.body_html, expected.body_html);
  EXPECT_EQ(read.body_text_cleaned, expected.body_text_cleaned);
  EXPECT_EQ(read.external_id, expected.external_id);
  EXPECT_EQ(read.in_reply_to, expected.in_reply_to);
  expect_word(read.author_type, expected.author_type);
  EXPECT_EQ(read.author_id, expected.author_id);
  EXPECT_EQ(read.author_name, expected.author_name);
  expect_word(read.ai_sentiment, expected.ai_sentiment);
  EXPECT_EQ(read.detected_language, expected.detected_language);
  EXPECT_EQ(read.is_note, expected.is_note);
  expect_time(read.created_at, expected.created_at);
  EXPECT_EQ(read.extra, expected.extra);
  EXPECT_TRUE(read == expected);
}

void expect_same(const Customer& read, const Customer& expected) {
  EXPECT_EQ(read.id.str(), expected.id.str());
  EXPECT_EQ(read.email, expected.email);
  EXPECT_EQ(read.name, expected.name);
  EXPECT_EQ(read.external_id, expected.external_id);
  EXPECT_EQ(read.metadata, expected.metadata);
  EXPECT_EQ(read.ticket_count, expected.ticket_count);
  expect_time(read.created_at, expected.created_at);
  EXPECT_EQ(read.extra, expected.extra);
  EXPECT_TRUE(read == expected);
}

void expect_same(const Article& read, const Article& expected) {
  EXPECT_EQ(read.id.str(), expected.id.str());
  EXPECT_EQ(read.title, expected.title);
  EXPECT_EQ(read.slug, expected.slug);
  expect_word(read.status, expected.status);
  EXPECT_EQ(read.excerpt, expected.excerpt);
  EXPECT_EQ(read.body, expected.body);
  expect_time(read.created_at, expected.created_at);
  expect_time(read.updated_at, expected.updated_at);
  EXPECT_EQ(read.extra, expected.extra);
  EXPECT_TRUE(read == expected);
}

}  // namespace golden

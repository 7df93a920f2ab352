#include "base/text.hpp"
#include "ticket0/options.hpp"
#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

namespace {

template <std::size_t N>
using Words = std::array<std::string_view, N>;

constexpr Words<7> ticket_status{"", "processing", "open", "pending", "snoozed", "resolved", "closed"};
constexpr Words<3> direction{"", "inbound", "outbound"};
constexpr Words<3> channel{"", "email", "chat"};
constexpr Words<4> author_type{"", "customer", "user", "agent"};
constexpr Words<5> sentiment{"", "positive", "neutral", "negative", "frustrated"};
constexpr Words<3> article_status{"", "published", "draft"};

using detail::enum_text;
using detail::parse_enum;
static_assert(enum_text(TicketStatus::closed, ticket_status) == "closed");
static_assert(enum_text(Direction::outbound, direction) == "outbound");
static_assert(enum_text(Channel::chat, channel) == "chat");
static_assert(enum_text(AuthorType::agent, author_type) == "agent");
static_assert(enum_text(Sentiment::frustrated, sentiment) == "frustrated");
static_assert(enum_text(ArticleStatus::draft, article_status) == "draft");

}  // namespace

std::string_view to_string(TicketStatus value) noexcept { return enum_text(value, ticket_status); }
TicketStatus parse_as(std::string_view text, TicketStatus otherwise) noexcept {
  return parse_enum(text, ticket_status, otherwise);
}
std::string_view to_string(Direction value) noexcept { return enum_text(value, direction); }
Direction parse_as(std::string_view text, Direction otherwise) noexcept {
  return parse_enum(text, direction, otherwise);
}
std::string_view to_string(Channel value) noexcept { return enum_text(value, channel); }
Channel parse_as(std::string_view text, Channel otherwise) noexcept {
  return parse_enum(text, channel, otherwise);
}
std::string_view to_string(AuthorType value) noexcept { return enum_text(value, author_type); }
AuthorType parse_as(std::string_view text, AuthorType otherwise) noexcept {
  return parse_enum(text, author_type, otherwise);
}
std::string_view to_string(Sentiment value) noexcept { return enum_text(value, sentiment); }
Sentiment parse_as(std::string_view text, Sentiment otherwise) noexcept {
  return parse_enum(text, sentiment, otherwise);
}
std::string_view to_string(ArticleStatus value) noexcept { return enum_text(value, article_status); }
ArticleStatus parse_as(std::string_view text, ArticleStatus otherwise) noexcept {
  return parse_enum(text, article_status, otherwise);
}

std::string_view to_string(Drift value) noexcept {
  switch (value) {
    case Drift::new_member: return "new member";
    case Drift::new_value: return "new value";
    case Drift::wrong_type: return "wrong type";
    case Drift::wrong_element: return "wrong element";
    case Drift::bad_time: return "bad time";
  }
  return {};
}

std::string_view to_string(WaitReason value) noexcept {
  switch (value) {
    case WaitReason::rate_limit: return "rate limit";
    case WaitReason::backoff: return "backoff";
    case WaitReason::service_busy: return "service busy";
    case WaitReason::reply_guard: return "reply guard";
  }
  return {};
}

}  // namespace ticket0::inline v1

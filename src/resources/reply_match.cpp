#include "resources/reply_match.hpp"

#include "base/text.hpp"
#include "resources/reply_text.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// The address alone, also out of "Acme <help@acme.com>".
std::string_view bare_address(std::string_view text) {
  const auto open = text.rfind('<');
  const auto close = text.rfind('>');
  if (open != std::string_view::npos && close != std::string_view::npos && open < close)
    text = text.substr(open + 1, close - open - 1);
  return trimmed(text);
}

enum class Address : std::uint8_t { ours, ours_tagged, others, none };

Address address_of(const Message& message, const NewReply& reply) {
  if (!message.from_address) return Address::none;
  const std::string_view theirs = bare_address(*message.from_address);
  const std::string_view ours = bare_address(reply.from_address);
  if (theirs.empty()) return Address::none;
  if (equal_ignoring_case(theirs, ours)) return Address::ours;
  const auto untagged = [](std::string_view address) {
    const auto at = std::min(address.rfind('@'), address.size());
    const std::string_view local = address.substr(0, std::min(address.find('+'), at));
    return std::pair{local, address.substr(at)};
  };
  const auto [their_local, their_domain] = untagged(theirs);
  const auto [our_local, our_domain] = untagged(ours);
  const bool is_tagged =
      equal_ignoring_case(their_local, our_local) && equal_ignoring_case(their_domain, our_domain);
  return is_tagged ? Address::ours_tagged : Address::others;
}

enum class Text : std::uint8_t { ours, others, none };

Text text_of(const Message& message, const NewReply& reply) {
  if (!message.body_text || is_blank(*message.body_text)) return Text::none;
  return has_text_of(*message.body_text, reply.body_text) ? Text::ours : Text::others;
}

/// The service says inbound, and nothing suggests that it is ours.
bool is_surely_inbound(const Message& message, Address address, Text text) {
  if (message.direction.value() != Direction::inbound) return false;
  if (address == Address::ours || address == Address::ours_tagged || text == Text::ours) return false;
  return address == Address::others || text == Text::others;
}

/// A date before that is a placeholder: 1970-01-01, 0001-01-01.
constexpr Timestamp first_real_date{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};

bool is_older(const Message& message, const CallWindow& window) {
  return message.created_at && window.older_until && *message.created_at >= first_real_date &&
         *message.created_at <= *window.older_until;
}

bool is_within(const Message& message, const CallWindow& window) {
  return message.created_at && *message.created_at >= window.from && *message.created_at <= window.to;
}

}  // namespace

Match match(const Message& message, const NewReply& reply, const MatchBy& by) {
  if (message.is_note || by.known == ReplyMemory::Known::yes) return Match::no;
  const Address address = address_of(message, reply);
  const Text text = text_of(message, reply);
  if (is_surely_inbound(message, address, text) || is_older(message, by.window)) return Match::no;
  const bool fits = message.direction.value() == Direction::outbound && address == Address::ours &&
                    text == Text::ours && is_within(message, by.window);
  const bool is_certain =
      by.known == ReplyMemory::Known::no && !by.older_names && !by.of_another_ticket && !message.id.empty();
  return fits && is_certain ? Match::yes : Match::perhaps;
}

void count(Tally& tally, const Message& message, const NewReply& reply, Match as) {
  ++tally.seen;
  if (as == Match::yes) ++tally.ours;
  if (as != Match::perhaps) return;
  switch (text_of(message, reply)) {
    case Text::ours: ++tally.with_text; break;
    case Text::others: ++tally.otherwise; break;
    case Text::none: ++tally.without_text; break;
  }
}

Judgement judge(const Tally& tally) {
  using State = Judgement::State;
  const auto final_word = [](std::string why) {
    return Judgement{.state = State::unsure, .is_final = true, .why = std::move(why)};
  };
  if (tally.ours + tally.with_text > most_candidates)
    return final_word("more than " + std::to_string(most_candidates) +
                      " messages on the ticket look like it");
  if (tally.with_text > 0)
    return final_word(
        "a message on the ticket may be this reply, but lacks the fields needed to be sure, or their "
        "values differ from what was sent");
  if (tally.ours > 1) return final_word("two messages on the ticket look like it");
  if (tally.ours == 1 && tally.without_text == 0) return {.state = State::found};
  if (tally.ours == 1)
    return {.why = "a message on the ticket looks like it, but another has no text, and may be it as well"};
  if (tally.perhaps() > 0)
    return {.why = "a message on the ticket may be this reply, stored differently from how it was sent"};
  return {.state = State::not_seen};
}

std::string_view why_unproven(std::span<const LookFacts> looks, std::optional<Timestamp> doubtful) noexcept {
  constexpr std::size_t looks_needed = 3;
  // The last look is made 15 s after the doubt. A cache may answer it, if its view is no earlier than this.
  constexpr std::chrono::seconds last_view{13};
  if (looks.size() < looks_needed) return "the ticket was not looked at three times";
  std::optional<Timestamp> before = doubtful;
  bool may_be_equal = true;  // to the doubtful response's, within the second that a Date tells
  for (const LookFacts& look : looks) {
    if (!look.is_clean) return "a message there may be it, stored differently from how it was sent";
    if (!look.is_complete) return "a response did not show all messages";
    if (!before || !look.dates.first || !look.dates.last) return "a response had no Date";
    const bool is_later = may_be_equal ? *look.dates.first >= *before : *look.dates.first > *before;
    const bool is_last = &look == &looks.back();
    const auto least = is_last ? std::chrono::nanoseconds{last_view} : std::chrono::nanoseconds{1};
    if (!is_later || look.dates.after_doubt < least) return "a response may have come from a cache";
    before = look.dates.last;
    may_be_equal = false;
  }
  return {};
}

}  // namespace ticket0::inline v1::detail

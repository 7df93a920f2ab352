#include "resources/reply_match.hpp"

#include "types/ascii.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// Takes the first line off `text`, its white space made one.
std::string next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  std::string line;
  bool blank_due = false;
  for (const char c : text.substr(0, end)) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\r';
    if (!is_blank && blank_due && !line.empty()) line += ' ';
    blank_due = is_blank;
    if (!is_blank) line += c;
  }
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// The address alone, of "Acme <help@acme.com>" too.
std::string_view bare_address(std::string_view text) {
  const auto open = text.rfind('<');
  const auto close = text.rfind('>');
  if (open != std::string_view::npos && close != std::string_view::npos && open < close)
    text = text.substr(open + 1, close - open - 1);
  return trimmed(text);
}

Match sure(bool fits) { return fits ? Match::yes : Match::no; }

}  // namespace

bool has_text_of(std::string_view found, std::string_view sent) {
  found = trimmed(found);
  sent = trimmed(sent);
  if (sent.empty()) return found.empty();
  while (!sent.empty()) {
    if (found.empty() || next_line(found) != next_line(sent)) return false;
  }
  return true;
}

Match match(const Message& message, const NewReply& reply, Timestamp not_before) {
  if (message.is_note) return Match::no;
  const Match signs[] = {
      message.direction.value() == Direction::unknown ? Match::perhaps
                                                      : sure(message.direction == Direction::outbound),
      message.from_address
          ? sure(equal_ignoring_case(bare_address(*message.from_address), bare_address(reply.from_address)))
          : Match::perhaps,
      message.created_at ? sure(*message.created_at >= not_before) : Match::perhaps,
      message.body_text ? sure(has_text_of(*message.body_text, reply.body_text)) : Match::perhaps,
  };
  Match all = Match::yes;
  for (const Match sign : signs) {
    if (sign == Match::no) return Match::no;
    if (sign == Match::perhaps) all = Match::perhaps;
  }
  return all;
}

}  // namespace ticket0::inline v1::detail

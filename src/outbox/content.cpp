#include "outbox/content.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "json/decode.hpp"
#include "json/encode.hpp"
#include "outbox/sha256.hpp"

namespace ticket0::inline v1::outbox::detail {

namespace json = ticket0::detail::json;

namespace {

constexpr std::size_t longest_key = 255;
constexpr std::size_t longest_text = 1 << 20;

std::string checked_key(std::string key, std::string_view member) {
  if (key.empty())
    ticket0::detail::refuse<InvalidArgument>(member, "is empty: name the entry, e.g. \"order-4711-shipped\"");
  if (key.size() > longest_key)
    ticket0::detail::refuse<InvalidArgument>(
        member, "has " + std::to_string(key.size()) + " bytes; at most 255 are allowed");
  if (!ticket0::detail::is_utf8(key)) ticket0::detail::refuse<InvalidArgument>(member, "is not valid UTF-8");
  if (key.find('\0') != std::string::npos)
    ticket0::detail::refuse<InvalidArgument>(member, "has a NUL character");
  return key;
}

std::string checked_text(std::string text, std::string_view type) {
  if (text.size() > longest_text)
    ticket0::detail::refuse<InvalidArgument>(
        type, "has " + std::to_string(text.size()) + " bytes as JSON; the outbox takes at most 1,048,576");
  return text;
}

/// 8 characters, none of which looks like another: 40 bits.
std::string new_marker() {
  constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string marker = "[t0-";
  for (const char byte : random_bytes(8))
    marker += letters[static_cast<unsigned char>(byte) % letters.size()];
  return marker + "]";
}

std::string problem_of(std::int64_t id, const std::string& problem) {
  return problem.empty() ? "" : "the content of the entry " + std::to_string(id) + " " + problem;
}

void add(std::string& to, std::string_view part) {
  to += std::to_string(part.size());
  to += ':';
  to += part;
}

}  // namespace

Draft draft_of(std::string key, const TicketId& ticket, const NewReply& reply) {
  ticket0::detail::check_id("TicketId", ticket.str());
  return {.key = checked_key(std::move(key), "key"),
          .kind = Kind::reply,
          .ticket = ticket.str(),
          .text = checked_text(json::encode(reply), "NewReply")};
}

Draft draft_of(std::string key, const NewTicket& ticket, bool with_marker) {
  return {.key = checked_key(std::move(key), "key"),
          .kind = Kind::ticket,
          .text = checked_text(json::encode(ticket), "NewTicket"),
          .marker = with_marker ? new_marker() : std::string{}};
}

Draft draft_after(std::string key, std::string_view ticket_key, const NewReply& reply) {
  return {.key = checked_key(std::move(key), "key"),
          .kind = Kind::reply_after,
          .ticket_key = checked_key(std::string{ticket_key}, "ticket_key"),
          .text = checked_text(json::encode(reply), "NewReply")};
}

std::string hash_of(const Draft& draft, std::string_view salt) {
  std::string all{salt};
  all += static_cast<char>(draft.kind);
  add(all, draft.key);
  add(all, draft.ticket.value_or(draft.ticket_key.value_or("")));
  add(all, draft.text);
  return sha256(all);
}

ReadContent read_content(std::int64_t id, Kind kind, std::string_view text, std::string_view marker) {
  ReadContent read;
  if (kind == Kind::ticket) {
    auto decoded = json::decode_written<NewTicket>(text);
    read.problem = problem_of(id, decoded.problem);
    if (!marker.empty()) decoded.value.subject.append(" ").append(marker);
    if (read.problem.empty()) read.content.ticket = std::move(decoded.value);
  } else {
    auto decoded = json::decode_written<NewReply>(text);
    read.problem = problem_of(id, decoded.problem);
    if (read.problem.empty()) read.content.reply = std::move(decoded.value);
  }
  return read;
}

}  // namespace ticket0::inline v1::outbox::detail

#pragma once

#include "outbox/schema.hpp"

namespace ticket0::inline v1::outbox::detail {

/// The arguments of put(), checked and as stored.
struct Draft {
  std::string key{};
  Kind kind{Kind::reply};
  std::optional<std::string> ticket{};      // of a reply
  std::optional<std::string> ticket_key{};  // of a reply_after
  std::string text{};                       // the content as JSON, of a new ticket without the mark
  std::string marker{};                     // of a new ticket whose subject gets one
};

/// @{
/// Throws InvalidArgument for what could not be sent.
[[nodiscard]] Draft draft_of(std::string key, const TicketId& ticket, const NewReply& reply);
[[nodiscard]] Draft draft_of(std::string key, const NewTicket& ticket, bool with_marker);
[[nodiscard]] Draft draft_after(std::string key, std::string_view ticket_key, const NewReply& reply);
/// @}

/// Tells two drafts apart without keeping what they say.
[[nodiscard]] std::string hash_of(const Draft& draft, std::string_view salt);

/// A stored content.
struct ReadContent {
  Content content{};      // empty if it cannot be read
  std::string problem{};  // why, naming the entry
};
/// Reads the stored content of the entry `id`.
[[nodiscard]] ReadContent read_content(std::int64_t id, Kind kind, std::string_view text,
                                       std::string_view marker);

}  // namespace ticket0::inline v1::outbox::detail

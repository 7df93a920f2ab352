#pragma once

#include "ticket0/models.hpp"

namespace ticket0::inline v1::detail {

/// Is a message of the ticket the reply that was sent?
enum class Match : std::uint8_t {
  no,
  yes,
  perhaps,  // nothing speaks against it, and something that would tell is missing
};

/// Outbound, from the reply's address, created at `not_before` or later, with the reply's text.
[[nodiscard]] Match match(const Message& message, const NewReply& reply, Timestamp not_before);

/// `found` is `sent`, or `sent` and then a line break and more, e.g. a signature. Within a line, white space
/// of any length is one blank; at its end, and around the whole text, it is nothing.
[[nodiscard]] bool has_text_of(std::string_view found, std::string_view sent);

}  // namespace ticket0::inline v1::detail

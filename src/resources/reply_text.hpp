#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ticket0::inline v1::detail {

/// `found` is `sent`, or `sent` and then a line break and more, e.g. a signature. White space of any length
/// and kind counts as one space, and is ignored around the whole text; zero-width characters are ignored.
[[nodiscard]] bool has_text_of(std::string_view found, std::string_view sent);

/// Nothing but white space and zero-width characters.
[[nodiscard]] bool is_blank(std::string_view text);

/// Hashes of the beginnings of the text after each of its first 64 words, the shortest first. They recognise
/// a text that begins alike without keeping the text: see ReplyMemory::Sending.
using TextPrint = std::vector<std::size_t>;
[[nodiscard]] TextPrint print_of(std::string_view text);

}  // namespace ticket0::inline v1::detail

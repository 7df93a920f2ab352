#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ticket0::inline v1::detail {

/// `found` is `sent`, or `sent` and then a line break and more, e.g. a signature. White space of any length
/// and kind is one blank, and none around the whole text; zero-width characters count for nothing.
[[nodiscard]] bool has_text_of(std::string_view found, std::string_view sent);

/// Nothing but white space and zero-width characters.
[[nodiscard]] bool is_blank(std::string_view text);

/// A hash of each beginning of the text that ends with a word, the shortest first; of the first 64 words. So
/// a text is not kept, and yet another can be told that begins alike: see ReplyMemory::Sending.
using TextPrint = std::vector<std::size_t>;
[[nodiscard]] TextPrint print_of(std::string_view text);

}  // namespace ticket0::inline v1::detail

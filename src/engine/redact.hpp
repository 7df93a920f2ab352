#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ticket0::inline v1::detail {

/// `text` with `key`, and whatever else looks like a key (t0_...), replaced by "[key]".
[[nodiscard]] std::string without_keys(std::string_view text, std::string_view key);

/// `text` where it has the query of `url`, which may be a customer's address, with "?..." in its place.
[[nodiscard]] std::string without_query(std::string_view text, std::string_view url);

/// A foreign text as it may stand in an error's: without keys, and printable() then.
[[nodiscard]] std::string sanitize(std::string_view text, std::string_view key, std::size_t longest = 200);

}  // namespace ticket0::inline v1::detail

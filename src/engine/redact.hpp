#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ticket0::inline v1::detail {

/// `text` with `key`, and whatever else looks like a key (t0_...), replaced by "[key]".
[[nodiscard]] std::string without_keys(std::string_view text, std::string_view key);

/// `text` with "?..." in place of the query of `url`, which may be a customer's address.
[[nodiscard]] std::string without_query(std::string_view text, std::string_view url);

/// A foreign text, made fit for an error's text: without keys, then printable().
[[nodiscard]] std::string sanitize(std::string_view text, std::string_view key, std::size_t longest = 200);

}  // namespace ticket0::inline v1::detail

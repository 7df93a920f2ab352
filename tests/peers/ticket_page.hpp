#pragma once

#include <string>
#include <string_view>

namespace peers {

/// The answer to GET /tickets with the tickets number `first`, `first` + 1, ...: always the same bytes, about
/// 350 for a ticket, in the shape of the newer generation. `next` is the nextCursor; empty: this is the last
/// page.
[[nodiscard]] std::string ticket_page(int first, int count, std::string_view next = {});

}  // namespace peers

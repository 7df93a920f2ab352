#pragma once

#include "engine/engine.hpp"

namespace ticket0::inline v1::detail {

/// Makes a call of Client::send() that may be a reply to `ticket`. Nobody looks for it; but a reply in doubt
/// is not to take its message for its own.
[[nodiscard]] HttpResponse send_raw_reply(const Engine& engine, const Call& call, const TicketId& ticket);

}  // namespace ticket0::inline v1::detail

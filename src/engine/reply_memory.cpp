#include "engine/reply_memory.hpp"

namespace ticket0::inline v1::detail {

bool ReplyMemory::claim(const MessageId& id) {
  State& state = state_.get();
  const std::lock_guard lock{state.mutex};
  return state.known.add(id);
}

bool ReplyMemory::contains(const MessageId& id) const {
  State& state = state_.get();
  const std::lock_guard lock{state.mutex};
  return state.known.contains(id);
}

ReplyMemory::InFlight::InFlight(ReplyMemory& memory, const TicketId& ticket, std::string_view text)
    : memory_(memory), reply_(std::hash<std::string_view>{}(text) ^ std::hash<TicketId>{}(ticket)) {
  State& state = memory_.state_.get();
  const std::lock_guard lock{state.mutex};
  state.in_flight.insert(reply_);
}

ReplyMemory::InFlight::~InFlight() {
  State& state = memory_.state_.get();
  const std::lock_guard lock{state.mutex};
  if (const auto found = state.in_flight.find(reply_); found != state.in_flight.end())
    state.in_flight.erase(found);
}

bool ReplyMemory::InFlight::has_twin() const {
  State& state = memory_.state_.get();
  const std::lock_guard lock{state.mutex};
  return state.in_flight.count(reply_) > 1;
}

}  // namespace ticket0::inline v1::detail

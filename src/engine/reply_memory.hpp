#pragma once

#include <mutex>
#include <unordered_set>

#include "ticket0/types.hpp"
#include "types/per_process.hpp"
#include "types/recent_ids.hpp"

namespace ticket0::inline v1::detail {

/// Which messages this process was given as the results of its replies: the last 10'000. A forked child
/// starts with none. May be used by any thread.
class ReplyMemory {
 public:
  static constexpr std::size_t capacity = 10'000;

  /// False where it was claimed before.
  bool claim(const MessageId& id);
  [[nodiscard]] bool contains(const MessageId& id) const;

  /// A reply that is being sent, as long as this lives.
  class InFlight {
   public:
    InFlight(ReplyMemory& memory, const TicketId& ticket, std::string_view text);
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;
    ~InFlight();
    /// Another call sends the same text to the same ticket at this moment.
    [[nodiscard]] bool has_twin() const;

   private:
    ReplyMemory& memory_;
    std::size_t reply_;
  };

 private:
  struct State {
    std::mutex mutex{};
    RecentIds<MessageId, capacity> known{};
    std::unordered_multiset<std::size_t> in_flight{};
  };
  mutable PerProcess<State> state_{};
};

}  // namespace ticket0::inline v1::detail

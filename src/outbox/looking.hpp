#pragma once

#include "outbox/core.hpp"
#include "outbox/verdict.hpp"

namespace ticket0::inline v1::outbox::detail {

/// Looks for entries of which nobody knows whether they were sent: what a killed process left `sending`, at
/// once; and `unknown` ones after 1, 10 and 60 minutes. It sends nothing, and finding nothing proves
/// nothing.
class Looking {
 public:
  Looking(const Core& core, const Client& client, const CancelToken& stop, Report& report)
      : core_(core), client_(client), stop_(stop), report_(report) {}
  /// Looks for all that is due. False: a look failed, and sending pauses, or it was told to stop.
  [[nodiscard]] bool look();

 private:
  struct Doubtful {
    Row row;
    Locks::Claim claim;
  };
  [[nodiscard]] bool look_at(State state);
  [[nodiscard]] bool is_due(const Row& row) const;
  [[nodiscard]] bool is_of_later(const Row& row) const;
  void count_from_now(const Row& row) const;
  [[nodiscard]] std::optional<Doubtful> claimed(const Row& row) const;
  /// Microseconds, by the clock that runs in suspend if the machine was not started anew.
  [[nodiscard]] std::int64_t passed_since(const Moment& then, const std::string& boot) const;
  /// Row::looks of an unknown entry that was not found; empty: that was the last look.
  [[nodiscard]] std::optional<int> looks_after(const Row& row) const;
  /// Empty if it was wiped.
  [[nodiscard]] std::optional<ReadContent> content_of(const Row& row) const;
  /// When the entry's request was begun, by this machine's calendar as it is now.
  [[nodiscard]] Timestamp begun_at(const Row& row) const;
  [[nodiscard]] bool look_for_reply(const Row& row);
  [[nodiscard]] bool look_for_tickets(const std::vector<Doubtful>& tickets);
  /// False: nothing was learnt.
  [[nodiscard]] bool failed(const Row& row, const Failure& failure);
  /// By a look that was begun at `begin`.
  void found(const Row& row, const Sent& sent, const Moment& begin);
  void not_found(const Row& row, std::string_view why);

  const Core& core_;
  const Client& client_;
  const CancelToken& stop_;
  Report& report_;
};

}  // namespace ticket0::inline v1::outbox::detail

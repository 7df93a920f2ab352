#pragma once

#include "engine/engine.hpp"
#include "ticket0/models.hpp"

namespace ticket0::inline v1::detail {

/// Sends one reply and never a second copy of it: where its fate is unknown, the ticket is read to find out.
/// A reply leaves as mail and cannot be recalled; one that is missing is seen in the queue and can be sent
/// later.
class ReplyGuard {
 public:
  ReplyGuard(const Engine& engine, const TicketId& ticket, const NewReply& reply, const CallOptions& call);
  /// The reply as the service has it. Throws ReplyOutcomeUnknown where it cannot tell, and what a call
  /// throws.
  [[nodiscard]] Message send();

 private:
  /// A run that left in doubt whether the reply was sent.
  struct Doubt {
    std::string headline{};
    bool is_internal{false};  // the service's own word that it did not happen
  };
  /// What a look at the ticket gave.
  struct Look {
    std::vector<Message> candidates{};  // those that may be the reply, but for when they were made
    std::size_t seen{0};                // messages in all
    // By the service's clock the call began between these.
    Timestamp begun_first{};
    Timestamp begun_last{};
  };

  [[nodiscard]] Message run();
  void note(const Error& error);
  [[nodiscard]] bool may_repeat(const Doubt& doubt) const;
  /// The reply among the ticket's messages, or nothing after three looks that all succeeded.
  [[nodiscard]] std::optional<Message> look_three_times(const Doubt& doubt);
  [[nodiscard]] Look look();
  [[nodiscard]] std::optional<Message> find(const Look& look, const Doubt& doubt);
  [[noreturn]] void throw_unknown(const Doubt& doubt, std::string_view why) const;
  [[noreturn]] void throw_cancelled() const;
  [[nodiscard]] ErrorFactory::Details details() const;

  const Engine& engine_;
  const TicketId& ticket_;
  const NewReply& reply_;
  Call call_;
  std::chrono::system_clock::time_point wall_at_begin_;
  TimePoint began_;
  ReplyMemory::InFlight in_flight_;
  std::vector<std::string> timeline_{};
};

}  // namespace ticket0::inline v1::detail

#pragma once

#include "resources/reply_search.hpp"

namespace ticket0::inline v1::detail {

/// Sends one reply and never a second copy of it: where its fate is unknown, the ticket is read to find out.
/// A reply leaves as mail and cannot be recalled; one that is missing is seen in the queue and can be sent
/// later. So it goes out again only if the service said that it did not, and the ticket proves it.
class ReplyGuard {
 public:
  ReplyGuard(const Engine& engine, const TicketId& ticket, const NewReply& reply, const CallOptions& call);
  /// The reply as the service has it. Throws ReplyOutcomeUnknown where it cannot tell, and what a call
  /// throws.
  [[nodiscard]] Message send();

 private:
  /// How a run ended that left in doubt whether the reply was sent.
  struct Failure {
    std::string headline{};
    bool is_internal{false};  // the service's own word that it did not happen
    std::optional<HttpResponse> answer{};
  };

  [[nodiscard]] Message run();
  [[nodiscard]] static Failure failure_of(const Error& error);
  void note(const Error& error);
  /// From the first run that left a doubt on.
  void begin_search(const Failure& failure);
  /// The reply among the ticket's messages, or nothing after three looks that did not find it.
  [[nodiscard]] std::optional<Message> look_three_times(const Failure& failure);
  [[nodiscard]] Message claimed(Message found, const Failure& failure);
  /// Throws unless the reply may be sent once more, and says by when.
  void allow_repeat(const Failure& failure);
  /// Nothing was found: `why`, and which look failed, if one did.
  [[nodiscard]] std::string with_failed_look(std::string_view why) const;
  [[noreturn]] void throw_unknown(const Failure& failure, std::string_view why) const;
  [[noreturn]] void throw_cancelled() const;
  [[nodiscard]] ErrorFactory::Details details() const;

  const Engine& engine_;
  const TicketId& ticket_;
  const NewReply& reply_;
  TimePoint attempt_began_{};  // of the last attempt
  Call call_;
  std::chrono::system_clock::time_point wall_at_begin_;
  TimePoint began_;
  ReplyMemory::Sending sending_;
  std::optional<ReplySearch> search_{};
  std::vector<std::string> timeline_{};
};

/// Makes a call of Client::send() that may be a reply to `ticket`. Nobody looks for it; but a reply in doubt
/// is not to take its message for its own.
[[nodiscard]] HttpResponse send_raw_reply(const Engine& engine, const Call& call, const TicketId& ticket);

}  // namespace ticket0::inline v1::detail

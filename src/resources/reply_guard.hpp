#pragma once

#include "resources/reply_search.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1::detail {

/// Sends one reply and never a second copy of it: if its fate is unknown, it reads the ticket to find out.
/// A reply leaves as mail and cannot be recalled; one that is missing is seen in the queue and can be sent
/// later. So it goes out again only if the service said that it did not, and the ticket proves it.
class ReplyGuard {
 public:
  ReplyGuard(const Engine& engine, const TicketId& ticket, const NewReply& reply, const CallOptions& options,
             ObservedCall& call);
  /// The reply as the service has it. Throws ReplyOutcomeUnknown if it cannot tell, and what a call
  /// throws.
  [[nodiscard]] Message send();

 private:
  /// What three looks at the ticket came to.
  struct Finding {
    enum class State : std::uint8_t { found, not_found, unsure, cancelled };
    State state{State::not_found};
    std::string why{};  // if unsure and not_found
  };

  [[nodiscard]] std::optional<CallFailure> try_send(Message& sent);
  [[nodiscard]] std::optional<CallFailure> send_once(Message& sent);
  /// Called once a sending has left a doubt.
  void begin_search(const CallFailure& failure);
  /// `found` gets the reply if it is among the ticket's messages.
  [[nodiscard]] Finding look_three_times(Message& found);
  /// The message that was found is this call's, unless another call may have sent it.
  [[nodiscard]] Finding claim(const Message& found);
  /// Why the reply, which was not found, must not be sent once more; if it may, the call says by when.
  [[nodiscard]] std::string why_no_repeat(const CallFailure& failure, const Finding& finding);
  /// Nothing was found: `why`, and which look failed, if one did.
  [[nodiscard]] std::string with_failed_look(std::string_view why) const;
  [[nodiscard]] CallFailure unknown(const CallFailure& failure, std::string_view why) const;
  [[nodiscard]] CallFailure cancelled() const;
  [[nodiscard]] CallFailure in_doubt(FailureKind kind, std::string headline) const;

  const Engine& engine_;
  const TicketId& ticket_;
  const NewReply& reply_;
  TimePoint attempt_began_{};  // of the last attempt
  Call call_;
  CallLog log_;  // of both sendings and all looks
  std::chrono::system_clock::time_point wall_at_begin_;
  TimePoint began_;
  Timestamp sent_at_{};  // the sending that left a doubt, by this machine's clock
  ReplyMemory::Sending sending_;
  std::optional<ReplySearch> search_{};
};

/// As Messages::find_reply().
[[nodiscard]] ReplyLookup find_reply(const Engine& engine, const TicketId& ticket, const NewReply& reply,
                                     Timestamp sent_at, std::span<const MessageId> known,
                                     const CallOptions& options, ObservedCall& call);

/// Makes a call of Client::send() that may be a reply to `ticket`. Nobody looks for it; but a reply in doubt
/// must not take its message for its own.
[[nodiscard]] HttpResponse send_raw_reply(const Engine& engine, const Call& call, const TicketId& ticket);

}  // namespace ticket0::inline v1::detail

#pragma once

#include <unordered_map>
#include <unordered_set>

#include "resources/messages.hpp"
#include "resources/reply_match.hpp"

namespace ticket0::inline v1::detail {

/// What is known of the sending that left a doubt.
struct Doubt {
  FirstAttempt first{};
  TimePoint arose{};                       // when it was over, without a clear end
  std::optional<ResponseTime> response{};  // if one came
  /// Messages that are surely others.
  std::span<const MessageId> known{};
  /// Its call has ended, so the result of an earlier call may be this very message.
  bool has_ended{false};
};

/// Why a look failed, and what happened in it.
struct FailedLook {
  CallFailure failure;
  CallLog log;
};

/// What a look at the ticket came to. That nothing is recognised proves nothing: see why_unproven().
struct ReplyLook {
  Judgement judgement{};
  std::optional<Message> message{};  // found: the reply, if no other call of this program can claim it
  Tally tally{};
  bool is_complete{false};              // it saw all messages of the ticket
  std::optional<FailedLook> failure{};  // of one of its requests
  [[nodiscard]] bool is_cancelled() const noexcept {
    return failure && failure->failure.kind == FailureKind::cancelled;
  }
};

/// Looks for a reply among the messages of its ticket, once or several times. What was perhaps the reply at
/// one look remains so.
class ReplySearch {
 public:
  ReplySearch(const Engine& engine, const TicketId& ticket, const NewReply& reply, Doubt doubt)
      : engine_(engine), ticket_(ticket), reply_(reply), doubt_(doubt) {}

  /// One look. A request that fails makes it unsure, and only that one if the next may succeed.
  [[nodiscard]] ReplyLook look(const CallScope& call);
  /// Why the looks so far do not prove that the reply was not stored; empty if they do.
  [[nodiscard]] std::string_view why_unproven() const noexcept;
  /// Why the last failed look failed; empty if none did.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  /// When the last look's first request was sent: what it saw is as old as that.
  [[nodiscard]] TimePoint last_look_began() const noexcept { return last_look_began_; }

 private:
  /// The responses of one look.
  struct Reading {
    Tally tally{};
    std::optional<Message> ours{};
    std::vector<ResponseTime> times{};
    std::unordered_map<std::size_t, Match> shown{};  // by the hash of the id
    std::int64_t total{0};
    bool is_whole{true};  // no response lacks something that it says it has, and none repeats another's
    std::optional<FailedLook> failure{};  // if a request failed
    std::string problem{};                // what is wrong with what the requests returned
  };
  struct Sorted {
    Message message{};
    Match as{};
  };
  [[nodiscard]] Reading read_all(const CallScope& call);
  [[nodiscard]] std::vector<Sorted> sort_page(ObservedPage seen, Reading& reading);
  void take(Sorted one, Reading& reading) const;
  void take_page(std::vector<Sorted> page, Reading& reading) const;
  /// The page after which the reading started over: what it alone shows counts, too.
  void take_first(std::vector<Sorted> page, Reading& reading) const;
  [[nodiscard]] ReplyMemory::Known known(const Message& message) const;
  [[nodiscard]] Match sorted(const Message& message, const MatchBy& by);

  const Engine& engine_;
  const TicketId& ticket_;
  const NewReply& reply_;
  Doubt doubt_;
  std::vector<LookFacts> looks_{};
  TimePoint last_look_began_{};
  std::string failure_{};
  bool has_pages_{false};                      // the service gives the messages page by page
  std::unordered_set<std::size_t> perhaps_{};  // hashes of the ids of those that were perhaps the reply
  bool is_crowded_{false};                     // there were too many to remember
};

}  // namespace ticket0::inline v1::detail

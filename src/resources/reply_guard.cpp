#include "resources/reply_guard.hpp"

#include "engine/retry.hpp"
#include "json/encode.hpp"
#include "resources/reply_text.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// When the ticket is looked at, counted from the doubt.
constexpr seconds looks[]{seconds{2}, seconds{5}, seconds{15}};
constexpr std::string_view not_found = "three looks at the ticket did not find it";

std::string line_of(const ReplyLook& look) {
  if (look.has_failed) return look.judgement.why;
  const std::string where = " among the ticket's " + std::to_string(look.tally.seen) + " messages";
  const std::size_t candidates = look.tally.ours + look.tally.perhaps();
  if (candidates == 0) return "look: the reply is not" + where;
  return "look: the reply is not recognised" + where + ", " + std::to_string(candidates) +
         " of which may be it";
}

/// Tells `sending` which message the answer gives. If there is no time to read it, or no memory, the message
/// stays unknown: the answer has come, and that is what the caller has to hear.
void end(ReplyMemory::Sending& sending, const HttpResponse& answer, const Engine& engine,
         const Begun& begun) {
  const auto is_over = [&] {
    return begun.options().cancel.cancelled() || engine.clock().now() >= begun.deadline;
  };
  try {
    const auto decoded = json::decode_one<Message>(answer.body, json::Stop{is_over});
    if (decoded.problem.empty() && !decoded.given_up) sending.end(decoded.value);
  } catch (const std::bad_alloc&) {}
}

}  // namespace

ReplyGuard::ReplyGuard(const Engine& engine, const TicketId& ticket, const NewReply& reply,
                       const CallOptions& call)
    : engine_(engine),
      ticket_(ticket),
      reply_(reply),
      call_{.operation = operations::send_reply,
            .target = path_of(operations::send_reply, ticket.str(), "TicketId"),
            .body = json::encode(reply),
            .begun = engine.begin(call),
            .began = &attempt_began_},
      wall_at_begin_(engine.clock().wall()),
      began_(engine.clock().now()),
      sending_(engine.replies(), engine.clock(), ticket, print_of(reply.body_text)) {}

Message ReplyGuard::send() {
  for (bool is_repeat = false;; is_repeat = true) {
    Failure failure;
    try {
      return run();
    } catch (const Error& error) {
      // After a first run that left a doubt, none of the second can be sure.
      const bool is_cancelled = dynamic_cast<const CancelledError*>(&error) != nullptr;
      if (!is_repeat) sending_.end(error.outcome());
      if (!is_repeat && (is_cancelled || error.outcome() != Outcome::unknown)) throw;
      note(error);
      if (is_cancelled) throw_cancelled();
      failure = failure_of(error);
    }
    if (!search_) begin_search(failure);
    if (std::optional<Message> found = look_three_times(failure)) return *std::move(found);
    if (is_repeat) throw_unknown(failure, with_failed_look(not_found));
    allow_repeat(failure);
  }
}

Message ReplyGuard::run() {
  std::optional<Timestamp> date;
  Message sent = engine_.run(call_, [&](const HttpResponse& answer, const json::Stop& stop) {
    date = time_of(answer, began_, began_, wall_at_begin_).date;
    return json::decode_one<Message>(answer.body, stop);
  });
  try {
    sending_.end(sent);
  } catch (const std::bad_alloc&) {
    // The reply has gone out: that is what the caller has to hear.
  }
  if (date && sent.created_at) engine_.replies()->saw_dates(*sent.created_at, *date);
  return sent;
}

ReplyGuard::Failure ReplyGuard::failure_of(const Error& error) {
  Failure failure{.headline = ErrorFactory::headline(error)};
  if (const auto* const answer = dynamic_cast<const ApiError*>(&error); answer && answer->status() != 0) {
    failure.is_internal = answer->status() == 500 && answer->code() == ErrorCode::internal;
    failure.answer = answer->response();
  }
  return failure;
}

void ReplyGuard::note(const Error& error) {
  const ErrorFactory::Details& all = ErrorFactory::details(error);
  timeline_.insert(timeline_.end(), all.timeline.begin(), all.timeline.end());
  call_.before = {.attempts = all.attempts, .refusals = all.refusals, .outcome = Outcome::unknown};
}

void ReplyGuard::begin_search(const Failure& failure) {
  const auto wall = std::chrono::floor<Timestamp::duration>(wall_at_begin_) +
                    std::chrono::floor<Timestamp::duration>(attempt_began_ - began_);
  Doubt doubt{.first = {.began = attempt_began_, .wall = wall}, .arose = engine_.clock().now()};
  if (failure.answer) doubt.answer = time_of(*failure.answer, attempt_began_, doubt.arose, wall_at_begin_);
  timeline_.push_back("it may have been sent at " + to_string(std::chrono::floor<seconds>(wall)) +
                      ", by this machine's clock");
  search_.emplace(engine_, ticket_, reply_, doubt);
}

std::optional<Message> ReplyGuard::look_three_times(const Failure& failure) {
  const TimePoint since = engine_.clock().now();
  for (const seconds after : looks) {
    const TimePoint now = engine_.clock().now();
    const auto wait = std::chrono::ceil<milliseconds>(std::max(since + after, now) - now);
    if (now + wait >= call_.begun.deadline)
      throw_unknown(failure, with_failed_look("no time was left to look at the ticket again"));
    const bool is_over = engine_.wait(call_, call_.before.attempts + 1, wait, "reply guard");
    const auto waited = std::chrono::duration_cast<milliseconds>(engine_.clock().now() - now);
    timeline_.push_back("wait of " + std::to_string(waited.count()) + " ms: reply guard");
    if (!is_over) throw_cancelled();
    ReplyLook look = search_->look(call_.begun);
    if (look.is_cancelled) throw_cancelled();
    if (look.message) return claimed(*std::move(look.message), failure);
    if (look.judgement.is_final) throw_unknown(failure, look.judgement.why);
    timeline_.push_back(line_of(look));
  }
  return std::nullopt;
}

Message ReplyGuard::claimed(Message found, const Failure& failure) {
  using Claim = ReplyMemory::Sending::Claim;
  switch (sending_.claim(found)) {
    case Claim::granted: return found;
    case Claim::twin:
      throw_unknown(failure,
                    "another call of this program is sending the same reply to this ticket, or one that "
                    "begins alike, and only one message is there");
    case Claim::lost_twin:
      throw_unknown(failure,
                    "another call of this program sent the same reply to this ticket within ten minutes, or "
                    "one that begins alike, and does not know its message either");
    case Claim::of_another: break;
  }
  throw_unknown(failure, "another call has claimed the message that looks like it");
}

void ReplyGuard::allow_repeat(const Failure& failure) {
  const RetryRules rules = engine_.rules(call_.begun.options());
  const bool has_attempt_left = call_.before.attempts - call_.before.refusals < rules.max_attempts;
  if (!failure.is_internal || rules.writes != RetryWrites::when_safe || !has_attempt_left ||
      !search_->failure().empty())
    throw_unknown(failure, with_failed_look(not_found));
  if (const std::string_view why = search_->why_unproven(); !why.empty())
    throw_unknown(failure,
                  std::string{not_found} + ", but do not prove that it is not there: " + std::string{why});
  if (sending_.is_inherited())
    throw_unknown(failure,
                  std::string{not_found} + ", and the process that this one was forked from goes on");
  call_.begin_by = search_->last_look_began() + max_age_of_unsure_change;  // else what was seen is too old
  if (engine_.clock().now() > *call_.begin_by)
    throw_unknown(failure, std::string{not_found} + ", but the last one took too long to go by");
}

std::string ReplyGuard::with_failed_look(std::string_view why) const {
  const std::string& failure = search_->failure();
  return std::string{why} + (failure.empty() ? "" : "; " + failure);
}

void ReplyGuard::throw_unknown(const Failure& failure, std::string_view why) const {
  ErrorFactory::Details all = details();
  all.headline = failure.headline + "; the reply may or may not have gone out: " + std::string{why};
  throw ErrorFactory::make<ReplyOutcomeUnknown>(std::move(all));
}

void ReplyGuard::throw_cancelled() const {
  ErrorFactory::Details all = details();
  all.headline = "POST /tickets/:id/messages: cancelled while the reply's fate was looked into";
  throw ErrorFactory::make<CancelledError>(std::move(all));
}

ErrorFactory::Details ReplyGuard::details() const {
  ErrorFactory::Details all;
  all.outcome = Outcome::unknown;
  all.attempts = call_.before.attempts;
  all.timeline = timeline_;
  all.next_step = "Look at the ticket before you send it again: the customer may already have it.";
  all.ticket = ticket_;
  return all;
}

HttpResponse send_raw_reply(const Engine& engine, const Call& call, const TicketId& ticket) {
  ReplyMemory::Sending sending{engine.replies(), engine.clock(), ticket, {}};
  try {
    HttpResponse answer = engine.run(call);
    end(sending, answer, engine, call.begun);
    return answer;
  } catch (const Error& error) {
    sending.end(error.outcome());
    throw;
  }
}

}  // namespace ticket0::inline v1::detail

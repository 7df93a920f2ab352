#include "resources/reply_guard.hpp"

#include "engine/retry.hpp"
#include "json/encode.hpp"
#include "resources/query.hpp"
#include "resources/reply_text.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// When the ticket is looked at, counted from the doubt.
constexpr seconds look_delays[]{seconds{2}, seconds{5}, seconds{15}};
constexpr std::string_view not_found = "three looks at the ticket did not find it";
constexpr std::string_view none_looked = "none of three looks at the ticket succeeded";

std::string line_of(const ReplyLook& look) {
  if (look.failure) return look.judgement.why;
  const std::string where = " among the ticket's " + std::to_string(look.tally.seen) + " messages";
  const std::size_t candidates = look.tally.ours + look.tally.perhaps();
  if (candidates == 0) return "look: the reply is not" + where;
  return "look: the reply is not recognised" + where + ", " + std::to_string(candidates) +
         " of which may be it";
}

/// Tells `sending` which message the response has. If there is no time or no memory to read it, the message
/// stays unknown: the response has come, and that is what the caller has to learn.
void end(ReplyMemory::Sending& sending, const HttpResponse& response, const Engine& engine,
         const CallScope& scope) {
  const auto is_over = [&] {
    return scope.options().cancel.cancelled() || engine.clock().now() >= scope.deadline;
  };
  try {
    const auto decoded = json::decode_one<Message>(response.body, json::Stop{is_over});
    if (decoded.problem.empty() && !decoded.given_up) sending.end(decoded.value);
  } catch (const std::bad_alloc&) {}
}

}  // namespace

ReplyGuard::ReplyGuard(const Engine& engine, const TicketId& ticket, const NewReply& reply,
                       const CallOptions& options, ObservedCall& call)
    : engine_(engine),
      ticket_(ticket),
      reply_(reply),
      call_{.operation = operations::send_reply,
            .target = path_of(operations::send_reply, ticket.str(), "TicketId"),
            .body = json::encode(reply),
            .scope = engine.begin(options, call),
            .began = &attempt_began_},
      log_(engine.log_of(operations::send_reply)),
      wall_at_begin_(engine.clock().wall()),
      began_(engine.clock().now()),
      sending_(engine.replies(), engine.clock(), ticket, print_of(reply.body_text)) {}

Message ReplyGuard::send() {
  Message sent;
  if (auto failure = try_send(sent)) log_.raise(*std::move(failure));
  return sent;
}

std::optional<CallFailure> ReplyGuard::try_send(Message& sent) {
  for (bool is_repeat = false;; is_repeat = true) {
    std::optional<CallFailure> failure = send_once(sent);
    if (!failure) return std::nullopt;
    // After a first sending that left a doubt, the end of the second cannot be sure.
    const bool is_cancelled = failure->kind == FailureKind::cancelled;
    if (!is_repeat) sending_.end(failure->outcome);
    if (!is_repeat && (is_cancelled || failure->outcome != Outcome::unknown)) return failure;
    if (is_cancelled) return cancelled();
    if (!search_) begin_search(*failure);
    const Finding finding = look_three_times(sent);
    switch (finding.state) {
      case Finding::State::found: return std::nullopt;
      case Finding::State::cancelled: return cancelled();
      case Finding::State::unsure: return unknown(*failure, finding.why);
      case Finding::State::not_found: break;
    }
    const std::string why = is_repeat ? finding.why : why_no_repeat(*failure, finding);
    if (!why.empty()) return unknown(*failure, why);
  }
}

std::optional<CallFailure> ReplyGuard::send_once(Message& sent) {
  std::optional<Timestamp> date;
  const auto decode = [&](const HttpResponse& response, const json::Stop& stop) {
    date = time_of(response, began_, began_, wall_at_begin_).date;
    return json::decode_one<Message>(response.body, stop);
  };
  if (auto failure = engine_.try_run(call_, decode, sent, log_)) return failure;
  try {
    sending_.end(sent);
  } catch (const std::bad_alloc&) {
    // The reply has gone out: that is what the caller has to hear.
  }
  if (date && sent.created_at) engine_.replies()->saw_dates(*sent.created_at, *date);
  return std::nullopt;
}

void ReplyGuard::begin_search(const CallFailure& failure) {
  sent_at_ = std::chrono::floor<Timestamp::duration>(wall_at_begin_) +
             std::chrono::floor<Timestamp::duration>(attempt_began_ - began_);
  Doubt doubt{.first = {.began = attempt_began_, .wall = sent_at_}, .arose = engine_.clock().now()};
  if (failure.response)
    doubt.response = time_of(*failure.response, attempt_began_, doubt.arose, wall_at_begin_);
  log_.add("it may have been sent at " + to_string(std::chrono::floor<seconds>(sent_at_)) +
           ", by this machine's clock");
  search_.emplace(engine_, ticket_, reply_, doubt);
}

ReplyGuard::Finding ReplyGuard::look_three_times(Message& found) {
  const TimePoint since = engine_.clock().now();
  bool has_looked = false;
  for (const seconds after : look_delays) {
    const TimePoint now = engine_.clock().now();
    const auto wait = std::chrono::ceil<milliseconds>(std::max(since + after, now) - now);
    if (now + wait >= call_.scope.deadline)
      return {.state = Finding::State::unsure,
              .why = with_failed_look("no time was left to look at the ticket again")};
    if (!engine_.wait(call_, wait, WaitReason::reply_guard, log_))
      return {.state = Finding::State::cancelled};
    ReplyLook look = search_->look(call_.scope);
    if (look.is_cancelled()) return {.state = Finding::State::cancelled};
    if (look.message) {
      found = *std::move(look.message);
      return claim(found);
    }
    if (look.judgement.is_final) return {.state = Finding::State::unsure, .why = look.judgement.why};
    has_looked = has_looked || !look.failure;
    log_.add(line_of(look));
  }
  return {.state = Finding::State::not_found, .why = with_failed_look(has_looked ? not_found : none_looked)};
}

ReplyGuard::Finding ReplyGuard::claim(const Message& found) {
  using Claim = ReplyMemory::Sending::Claim;
  const auto unsure = [](std::string why) {
    return Finding{.state = Finding::State::unsure, .why = std::move(why)};
  };
  switch (sending_.claim(found)) {
    case Claim::granted: return {.state = Finding::State::found};
    case Claim::twin:
      return unsure(
          "another call of this program is sending the same reply to this ticket, or one that "
          "begins alike, and only one message is there");
    case Claim::lost_twin:
      return unsure(
          "another call of this program sent the same reply to this ticket within ten minutes, or "
          "one that begins alike, and does not know its message either");
    case Claim::of_another: break;
  }
  return unsure("another call has claimed the message that looks like it");
}

std::string ReplyGuard::why_no_repeat(const CallFailure& failure, const Finding& finding) {
  const RetryRules rules = engine_.rules(call_.scope.options());
  const bool has_attempt_left = log_.counted_attempts() < rules.max_attempts;
  const bool is_internal =  // the service itself says that it did not happen
      failure.response && failure.response->status == 500 && failure.code == ErrorCode::internal;
  if (!is_internal || rules.writes != RetryWrites::when_safe || !has_attempt_left ||
      !search_->failure().empty())
    return finding.why;
  if (const std::string_view why = search_->why_unproven(); !why.empty())
    return std::string{not_found} + ", but do not prove that it is not there: " + std::string{why};
  if (sending_.is_inherited())
    return std::string{not_found} + ", and the process that this one was forked from may be sending it too";
  call_.begin_by = search_->last_look_began() + max_age_of_unsure_change;  // else what was seen is too old
  if (engine_.clock().now() > *call_.begin_by)
    return std::string{not_found} + ", but the last one took too long to rely on";
  return {};
}

std::string ReplyGuard::with_failed_look(std::string_view why) const {
  const std::string& failure = search_->failure();
  return std::string{why} + (failure.empty() ? "" : "; " + failure);
}

CallFailure ReplyGuard::unknown(const CallFailure& failure, std::string_view why) const {
  return in_doubt(FailureKind::reply_outcome_unknown,
                  failure.headline + "; the reply may or may not have gone out: " + std::string{why});
}

CallFailure ReplyGuard::cancelled() const {
  return in_doubt(
      FailureKind::cancelled,
      log_.failed(FailureKind::cancelled, "cancelled while the library looked for the reply").headline);
}

CallFailure ReplyGuard::in_doubt(FailureKind kind, std::string headline) const {
  return {.kind = kind,
          .outcome = Outcome::unknown,
          .headline = std::move(headline),
          .next_step = "Look at the ticket before you send it again: the customer may already have it.",
          .ticket = ticket_,
          .sent_at = sent_at_};
}

ReplyLookup find_reply(const Engine& engine, const TicketId& ticket, const NewReply& reply, Timestamp sent_at,
                       std::span<const MessageId> known, const CallOptions& options, ObservedCall& call) {
  if (options.capture != nullptr)
    throw InvalidArgument{"CallOptions.capture is for a single request; find_reply() may make several"};
  static_cast<void>(json::encode(reply));  // reports a mistake in it now
  const CallScope scope = engine.begin(options, call);
  const TimePoint now = engine.clock().now();
  constexpr Timestamp::duration longest = std::chrono::hours{24 * 365 * 50};  // keeps the arithmetic in range
  const auto wall = std::chrono::floor<Timestamp::duration>(engine.clock().wall());
  sent_at = std::clamp(sent_at, Timestamp{wall - longest}, Timestamp{wall});
  ReplySearch search{engine, ticket, reply,
                     Doubt{.first = {.began = now - (wall - sent_at), .wall = sent_at},
                           .arose = now,
                           .known = known,
                           .has_ended = true}};
  ReplyLook look = search.look(scope);
  if (look.failure) look.failure->log.raise(std::move(look.failure->failure));
  ReplyLookup lookup;
  if (look.message) {
    lookup = {.state = ReplyLookup::State::found, .message = std::move(look.message)};
    name_ticket(*lookup.message, ticket);
  } else if (look.judgement.state == Judgement::State::not_seen && look.is_complete) {
    lookup.state = ReplyLookup::State::not_seen;
  }
  return lookup;
}

HttpResponse send_raw_reply(const Engine& engine, const Call& call, const TicketId& ticket) {
  ReplyMemory::Sending sending{engine.replies(), engine.clock(), ticket, {}};
  HttpResponse response;
  CallLog log = engine.log_of(call.operation);
  if (auto failure = engine.try_run(call, response, log)) {
    sending.end(failure->outcome);
    log.raise(*std::move(failure));
  }
  end(sending, response, engine, call.scope);
  return response;
}

}  // namespace ticket0::inline v1::detail

#include "resources/reply_guard.hpp"

#include "engine/retry.hpp"
#include "http/http_date.hpp"
#include "json/encode.hpp"
#include "resources/message_list.hpp"
#include "resources/pager.hpp"
#include "resources/reply_match.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// When the ticket is looked at, counted from the doubt.
constexpr seconds looks[]{seconds{2}, seconds{5}, seconds{15}};
/// The service's dates have whole seconds, on both sides of the comparison.
constexpr seconds slack{2};
/// So long may a look take, and its date still tell when the call began.
constexpr seconds quick_look{2};
/// A ticket with more of them does not fill the memory.
constexpr std::size_t most_candidates = 100;

bool is_internal(const Error& error) {
  const auto* const answer = dynamic_cast<const ApiError*>(&error);
  return answer != nullptr && answer->status() == 500 && answer->code() == ErrorCode::internal;
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
            .begun = engine.begin(call)},
      wall_at_begin_(engine.clock().wall()),
      began_(engine.clock().now()),
      in_flight_(engine.replies(), ticket, reply.body_text) {}

Message ReplyGuard::send() {
  for (bool is_repeat = false;; is_repeat = true) {
    Doubt doubt;
    try {
      return run();
    } catch (const CancelledError& error) {
      if (!is_repeat) throw;
      note(error);
      throw_cancelled();
    } catch (const Error& error) {
      // After a first run that left a doubt, none of the second can be sure.
      if (error.outcome() != Outcome::unknown && !is_repeat) throw;
      note(error);
      doubt = {.headline = ErrorFactory::headline(error), .is_internal = is_internal(error)};
    }
    if (std::optional<Message> found = look_three_times(doubt)) return *std::move(found);
    if (is_repeat || !may_repeat(doubt)) throw_unknown(doubt, "three looks at the ticket did not find it");
    call_.begin_by = engine_.clock().now() + max_age_of_unsure_change;  // else what was seen is too old
  }
}

Message ReplyGuard::run() {
  Message sent = engine_.run(call_, &json::decode_one<Message>);
  try {
    engine_.replies().claim(sent.id);
  } catch (const std::bad_alloc&) {
    // The reply has gone out: that is what the caller has to hear.
  }
  return sent;
}

void ReplyGuard::note(const Error& error) {
  const ErrorFactory::Details& all = ErrorFactory::details(error);
  timeline_.insert(timeline_.end(), all.timeline.begin(), all.timeline.end());
  call_.before = {.attempts = all.attempts, .refusals = all.refusals, .outcome = Outcome::unknown};
}

bool ReplyGuard::may_repeat(const Doubt& doubt) const {
  const RetryRules rules = engine_.rules(call_.begun.options());
  return doubt.is_internal && rules.writes == RetryWrites::when_safe &&
         call_.before.attempts - call_.before.refusals < rules.max_attempts;
}

std::optional<Message> ReplyGuard::look_three_times(const Doubt& doubt) {
  const TimePoint since = engine_.clock().now();
  for (const seconds after : looks) {
    const TimePoint now = engine_.clock().now();
    const auto wait = std::chrono::ceil<milliseconds>(std::max(since + after, now) - now);
    if (now + wait >= call_.begun.deadline)
      throw_unknown(doubt, "no time was left to look at the ticket again");
    const bool is_over = engine_.wait(call_, call_.before.attempts + 1, wait, "reply guard");
    const auto waited = std::chrono::duration_cast<milliseconds>(engine_.clock().now() - now);
    timeline_.push_back("wait of " + std::to_string(waited.count()) + " ms: reply guard");
    if (!is_over) throw_cancelled();
    std::optional<Look> seen;
    std::string problem;
    try {
      seen = look();
    } catch (const CancelledError&) {
      throw_cancelled();
    } catch (const Error& error) {
      problem = "a look at the ticket failed: " + ErrorFactory::headline(error);
    }
    if (!seen) throw_unknown(doubt, problem);
    if (std::optional<Message> found = find(*seen, doubt)) return found;
    timeline_.push_back("look: the reply is not among the ticket's " + std::to_string(seen->seen) +
                        " messages");
  }
  return std::nullopt;
}

ReplyGuard::Look ReplyGuard::look() {
  Look look;
  TimePoint asked{};
  ResponseInfo info;
  Begun begun = call_.begun;
  begun.merged.options.capture = &info;
  Pager<Message, Begun> pager{operations::list_messages.route, [&] { return begun; },
                              [&](const std::optional<Cursor>& at, const Begun& step) {
                                asked = engine_.clock().now();
                                return fetch_messages(engine_, ticket_, {.cursor = at}, step, Lane::direct);
                              }};
  for (std::optional<Cursor> at;;) {
    Page<Message> page = pager(at);
    look.seen += page.items.size();
    for (Message& message : page.items)
      if (match(message, reply_, Timestamp::min()) != Match::no)
        look.candidates.push_back(std::move(message));
    at = std::move(page.next);
    if (!at || look.candidates.size() > most_candidates) break;
  }
  const HttpResponse last{.status = info.status, .headers = std::move(info.headers)};
  const auto date = last.header("Date");
  const auto service_now =
      date ? parse_http_date(*date, std::chrono::floor<seconds>(wall_at_begin_)) : std::nullopt;
  if (!service_now) {
    look.begun_first = look.begun_last = std::chrono::floor<Timestamp::duration>(wall_at_begin_);
    return look;
  }
  // The service wrote its date some time between the question and the answer's end.
  const auto before = [&](TimePoint then) { return std::chrono::ceil<Timestamp::duration>(then - began_); };
  look.begun_first = *service_now - before(engine_.clock().now());
  look.begun_last = std::max(look.begun_first, *service_now - before(asked) - quick_look);
  return look;
}

std::optional<Message> ReplyGuard::find(const Look& look, const Doubt& doubt) {
  if (look.candidates.size() > most_candidates)
    throw_unknown(doubt,
                  "more than " + std::to_string(most_candidates) + " messages on the ticket look like it");
  std::optional<Message> found;
  for (const Message& message : look.candidates) {
    if (engine_.replies().contains(message.id)) continue;
    const Match is_ours = match(message, reply_, look.begun_first - slack);
    if (is_ours == Match::no) continue;
    if (is_ours == Match::perhaps || match(message, reply_, look.begun_last - slack) == Match::no)
      throw_unknown(doubt,
                    "a message on the ticket may be this reply, but lacks the fields needed to be sure");
    if (found) throw_unknown(doubt, "two messages on the ticket look like it");
    found = message;
  }
  if (found && in_flight_.has_twin())
    throw_unknown(
        doubt,
        "another call of this program is sending the same reply to this ticket, and only one message is "
        "there");
  if (found && !engine_.replies().claim(found->id))
    throw_unknown(doubt, "another call has claimed the message that looks like it");
  return found;
}

void ReplyGuard::throw_unknown(const Doubt& doubt, std::string_view why) const {
  ErrorFactory::Details all = details();
  all.headline = doubt.headline + "; the reply may or may not have gone out: " + std::string{why};
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

}  // namespace ticket0::inline v1::detail

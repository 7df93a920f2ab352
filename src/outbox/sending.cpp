#include "outbox/sending.hpp"

#include "outbox/pause.hpp"
#include "outbox/steps.hpp"

namespace ticket0::inline v1::outbox::detail {

using Needs = Writer::Needs;

State Sending::send() {
  const auto text = core_.read([&](const Database& database) { return text_of(database, row_.entry.id); });
  if (!text) return State::queued;  // it was withdrawn
  const ReadContent read = read_content(row_.entry.id, row_.kind, *text, row_.marker);
  if (!read.problem.empty())
    throw StorageError{"outbox " + core_.options().path + ": " + read.problem +
                       "; nothing was sent. Withdraw or settle that entry"};
  step("call.before");
  begin_ = core_.moments().now();
  const auto failure = failure_in([&] { call(read.content); });
  step("call.after");
  if (failure_) std::rethrow_exception(failure_);
  // A transport that promised to ask before the bytes leave, and did not: they have left.
  if (!has_begun() && (!failure || may_be_there(failure->verdict))) static_cast<void>(store_begin(true));
  return failure ? settle(*failure) : settle_sent();
}

void Sending::call(const Content& content) {
  const CallOptions options{.cancel = stop_, .before_bytes = [this] { return begin(); }};
  if (content.reply) {
    sent_.message = client_.messages().reply(*row_.entry.ticket, *content.reply, options).id;
    return;
  }
  // After 500 INTERNAL the library would send a ticket again without a look, as the service allows.
  CallOptions once = options;
  once.retry_writes = RetryWrites::when_throttled;
  sent_.ticket = client_.tickets().create(*content.ticket, once).id;
}

/// Called from within the transport, so nothing may be thrown here.
bool Sending::begin() noexcept {
  if (is_broken(Rule::sending_is_committed_first)) return true;
  step("begin.before");
  try {
    was_refused_ = !store_begin(false);
    if (was_refused_) return false;
    core_.changed(row_.entry.key, State::sending, attempt_.number);
    step("begin.after");
    return true;
  } catch (...) {
    failure_ = std::current_exception();
    return false;
  }
}

bool Sending::store_begin(bool has_left) {
  Attempt next = attempt_;
  bool has_begun = false;
  core_.write(Needs::nothing, [&](Database& database) {
    next = attempt_;
    has_begun = begin_sending(database, next, core_.moments().now(), core_.moments().boot(), has_left);
  });
  if (has_begun) attempt_ = next;
  return has_begun;
}

State Sending::settle_sent() {
  bool is_stored = false;
  core_.write(Needs::nothing, [&](Database& database) {
    is_stored = become_sent(database, attempt_, sent_, core_.moments().now(), core_.options().keep_content);
    end_pause(database, begin_, core_.moments().now());
  });
  step("settle.after");
  if (is_stored) core_.changed(row_.entry.key, State::sent, attempt_.number);
  return State::sent;
}

State Sending::settle(const Failure& failure) {
  switch (failure.verdict) {
    case Verdict::queue:
      if (!is_of_client(failure) && !has_begun()) return State::queued;
      [[fallthrough]];
    case Verdict::pause: return store(State::queued, failure);
    case Verdict::reject: return store(State::rejected, failure);
    case Verdict::doubt: return store(State::unknown, failure);
    case Verdict::look: break;
    // Replies that wait for a ticket have to know which one it is.
    case Verdict::accepted: return row_.kind == Kind::ticket ? store(State::unknown, failure) : settle_sent();
  }
  return State::sending;
}

State Sending::store(State state, const Failure& failure) {
  const bool pauses =
      failure.verdict == Verdict::pause || failure.verdict == Verdict::doubt || is_of_client(failure);
  const Moment now = core_.moments().now();
  bool is_stored = false;
  core_.write(Needs::nothing, [&](Database& database) {
    switch (state) {
      case State::queued:
        is_stored = become_queued(database, attempt_, failure.text, row_.doubt.has_value());
        break;
      case State::rejected:
        is_stored = become_rejected(database, attempt_, failure.text, now, core_.options().keep_content);
        end_pause(database, begin_, now);
        break;
      default:
        is_stored = become_unknown(database, attempt_, failure.text, first_look_of(row_), now,
                                   core_.moments().boot());
        break;
    }
    if (pauses)
      static_cast<void>(begin_pause(database, core_.options().retry, failure.text, failure.wait, now));
  });
  step("settle.after");
  if (is_stored && (state != State::queued || has_begun()))
    core_.changed(row_.entry.key, state, attempt_.number);
  if (pauses) core_.paused(failure.text);
  return state;
}

}  // namespace ticket0::inline v1::outbox::detail

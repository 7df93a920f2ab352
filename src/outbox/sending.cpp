#include "outbox/sending.hpp"

#include "outbox/pause.hpp"
#include "outbox/steps.hpp"

namespace ticket0::inline v1::outbox::detail {

using Needs = Writer::Needs;

State Sending::send() {
  const auto text = core_.read([&](const Database& database) { return text_of(database, row_.entry.id); });
  if (!text) return State::queued;  // it was withdrawn
  step("call.before");
  const auto failure = failure_in([&] { call(*text); });
  step("call.after");
  if (failure_) std::rethrow_exception(failure_);
  if (is_broken(Rule::sending_is_committed_first))
    core_.write(Needs::nothing, [&](Database& database) {
      static_cast<void>(begin_sending(database, attempt_, core_.moments().now(), core_.moments().boot()));
    });
  return failure ? settle(*failure) : settle_sent();
}

void Sending::call(const std::string& text) {
  const CallOptions options{.cancel = stop_, .before_bytes = [this] { return begin(); }};
  const std::string& path = core_.options().path;
  if (row_.kind != Kind::ticket) {
    sent_.message = client_.messages().reply(*row_.entry.ticket, read_reply(path, text), options).id;
    return;
  }
  // After 500 INTERNAL the library would send a ticket again without a look, as the service allows.
  CallOptions once = options;
  once.retry_writes = RetryWrites::when_throttled;
  sent_.ticket = client_.tickets().create(read_ticket(path, text, row_.marker), once).id;
}

/// Called from within the transport, so nothing may be thrown here.
bool Sending::begin() noexcept {
  if (is_broken(Rule::sending_is_committed_first)) return true;
  step("begin.before");
  try {
    Attempt next = attempt_;
    bool has_begun = false;
    core_.write(Needs::nothing, [&](Database& database) {
      next = attempt_;
      has_begun = begin_sending(database, next, core_.moments().now(), core_.moments().boot());
    });
    if (!has_begun) return false;
    attempt_ = next;
    core_.changed(row_.entry.key, State::sending, attempt_.number);
    step("begin.after");
    return true;
  } catch (...) {
    failure_ = std::current_exception();
    return false;
  }
}

State Sending::settle_sent() {
  bool is_stored = false;
  core_.write(Needs::nothing, [&](Database& database) {
    is_stored = become_sent(database, attempt_, sent_, core_.moments().now(), core_.options().keep_content);
    end_pause(database);
  });
  step("settle.after");
  if (is_stored) core_.changed(row_.entry.key, State::sent, attempt_.number);
  return State::sent;
}

State Sending::settle(const Failure& failure) {
  switch (failure.verdict) {
    case Verdict::queue: return has_begun() ? store(State::queued, failure) : State::queued;
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
  const bool pauses = failure.verdict == Verdict::pause || failure.verdict == Verdict::doubt;
  const Moment now = core_.moments().now();
  bool is_stored = false;
  core_.write(Needs::nothing, [&](Database& database) {
    switch (state) {
      case State::queued:
        is_stored = become_queued(database, attempt_, failure.text, row_.doubt.has_value());
        break;
      case State::rejected:
        is_stored = become_rejected(database, attempt_, failure.text, now, core_.options().keep_content);
        end_pause(database);
        break;
      default: is_stored = become_unknown(database, attempt_, failure.text, first_look_of(row_)); break;
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

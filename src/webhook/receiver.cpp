#include "base/check.hpp"
#include "base/text.hpp"
#include "base/thread_end.hpp"
#include "webhook/event.hpp"
#include "webhook/service_time.hpp"
#include "webhook/signature.hpp"

namespace ticket0::inline v1::webhook {

using std::chrono::seconds;

struct Receiver::State {
  State(ReceiverOptions valid, Handler of_events)
      : options(std::move(valid)), handler(std::move(of_events)) {}

  const ReceiverOptions options;
  const Handler handler;
  mutable detail::ServiceTime service_time{};

  [[nodiscard]] std::chrono::steady_clock::time_point now() const noexcept {
    return options.clock ? options.clock->now() : std::chrono::steady_clock::now();
  }
  [[nodiscard]] Timestamp wall() const noexcept {
    using std::chrono::microseconds;
    return std::chrono::floor<microseconds>(options.clock ? options.clock->wall()
                                                          : std::chrono::system_clock::now());
  }
  /// Not inside a catch: see thread_is_ending().
  void tell(const Event& event, const std::exception_ptr& failure) const {
    if (!options.on_failure) return;
    try {
      options.on_failure(event, failure);
    } catch (...) {  // nobody is left to be told
      if (detail::thread_is_ending()) throw;
    }
  }
  [[nodiscard]] Answer handle_once(const Event& event, const std::string& id, Timestamp now) const;
  [[nodiscard]] bool may_be_forgotten(const Event& event, const SeenStore::Claim& claim,
                                      Timestamp now) const noexcept;
};

namespace {

/// Runs a function, and returns what it threw.
template <class F>
std::exception_ptr failure_of(const F& run) {
  try {
    run();
  } catch (...) {
    if (detail::thread_is_ending()) throw;
    return std::current_exception();
  }
  return nullptr;
}

/// An event that is this receiver's to handle: freed for the next one unless it was handled, however
/// the handler ends, even with its thread.
class Held {
 public:
  Held(SeenStore& store, const std::string& id, const std::string& token) noexcept
      : store_(store), id_(id), token_(token) {}
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() { release(); }
  void release() noexcept {
    const detail::NoThreadCancel whole;
    if (!std::exchange(is_over_, true)) store_.release(id_, token_);
  }
  /// False if another claim has it by now.
  [[nodiscard]] bool done() {
    const detail::NoThreadCancel whole;
    is_over_ = true;  // even if the store fails: sent again, it would be handled twice
    return store_.done(id_, token_);
  }

 private:
  SeenStore& store_;
  const std::string& id_;
  const std::string& token_;
  bool is_over_{false};
};

/// A store that forgets an event which `checks` let in would take its replay for a new one.
void check_store(const SeenStore& store, const Checks& checks) {
  const std::optional<seconds> time = store.remembers();
  const seconds wanted = checks.max_age + checks.max_ahead;
  if (!time || *time > wanted) return;
  throw ConfigError{"ReceiverOptions.seen remembers an event for " + detail::in_words(*time) +
                    ", but a handled event may be delivered again for " + detail::in_words(wanted) +
                    ": give the store a longer time (MemorySeenStore::Options.keep), or shorten "
                    "Checks.max_age or Checks.max_ahead"};
}

ReceiverOptions checked(ReceiverOptions options) {
  detail::check_secrets<ConfigError>("ReceiverOptions.secrets", options.secrets);
  detail::check<ConfigError>(options.checks);
  detail::check_time<ConfigError>("ReceiverOptions.lease", options.lease, seconds{1}, std::chrono::days{366});
  if (!options.seen)
    options.seen = std::make_shared<MemorySeenStore>(MemorySeenStore::Options{
        .keep = options.checks.max_age + options.checks.max_ahead + std::chrono::hours{1},
        .clock = options.clock});
  check_store(*options.seen, options.checks);
  return options;
}

/// Several headers with the name count as one with all their values.
std::string signature_in(const Headers& headers) {
  std::string all;
  for (const auto& [name, value] : headers)
    if (detail::equal_ignoring_case(name, signature_header)) all.append(all.empty() ? "" : ",").append(value);
  return all;
}

/// What a redelivery of the event has too.
std::string identity(const Event& event) {
  return event.id.empty() ? "sha256:" + detail::to_hex(detail::sha256(event.raw)) : event.id;
}

int status_for(Refusal refusal) noexcept {
  return refusal == Refusal::missing || refusal == Refusal::mismatch ? 401 : 400;
}

}  // namespace

Receiver::Receiver(ReceiverOptions options, Handler handler) {
  if (!handler) throw ConfigError{"a webhook::Receiver needs a handler: a function that takes an Event"};
  state_ = std::make_shared<const State>(checked(std::move(options)), std::move(handler));
}

Answer Receiver::receive(std::string_view method, const Headers& headers, std::string_view body) const {
  if (method != "POST") return {.status = 405, .text = "webhooks come by POST"};
  const auto at = state_->now();
  Checks checks = state_->options.checks;
  if (!checks.now) checks.now = state_->service_time.at_least(state_->wall(), at);
  Event event;
  std::string id;
  Answer answer;
  std::exception_ptr failure;
  try {
    if (auto refused = detail::try_parse(body, signature_in(headers), state_->options.secrets, checks, event))
      return {.status = status_for(refused->refusal), .text = std::move(refused->text)};
    id = identity(event);
  } catch (const Error& error) {  // libcrypto failed
    answer = {.status = 500, .text = error.what()};
    failure = std::current_exception();
  }
  if (failure) {
    state_->tell(event, failure);
    return answer;
  }
  if (event.created_at && !state_->options.checks.now)
    state_->service_time.accepted(*event.created_at, *checks.now, at);
  return state_->handle_once(event, id, *checks.now);
}

Answer Receiver::State::handle_once(const Event& event, const std::string& id, Timestamp now) const {
  SeenStore::Claim claim;
  if (const auto failure = failure_of([&] {
        const detail::NoThreadCancel whole;
        claim = options.seen->claim(id, options.lease);
      })) {
    tell(event, failure);
    return {.status = 500, .text = "the event cannot be claimed: send it again"};
  }
  if (claim.state == SeenStore::State::handled) return {.status = 200, .text = "handled before"};
  if (claim.state == SeenStore::State::in_progress)
    return {.status = 503, .text = "the same event is in progress: send it again"};
  Held held{*options.seen, id, claim.token};
  if (may_be_forgotten(event, claim, now)) {
    held.release();
    const std::string text = "the event is older than what the store still remembers, the last " +
                             detail::in_words(*claim.remembers) + ": it may have been handled already";
    tell(event, std::make_exception_ptr(SignatureError{
                    Refusal::too_old, text + " (is MemorySeenStore::Options.max_events too small?)"}));
    return {.status = status_for(Refusal::too_old), .text = text};
  }
  if (const auto failure = failure_of([&] { handler(event); })) {
    held.release();
    tell(event, failure);
    return {.status = 500, .text = "the event was not handled: send it again"};
  }
  if (const auto failure = failure_of([&] {
        if (!held.done())
          throw Error{"the handler took longer than its lease (ReceiverOptions.lease, " +
                      detail::in_words(options.lease) +
                      "), and another delivery of the event was claimed meanwhile: it may be handled twice"};
      }))
    tell(event, failure);
  return {.status = 200, .text = "handled"};
}

/// Assumes that it was received up to Checks::max_ahead before its date, whichever clock is right.
bool Receiver::State::may_be_forgotten(const Event& event, const SeenStore::Claim& claim,
                                       Timestamp now) const noexcept {
  return claim.remembers && event.created_at &&
         now - *event.created_at + options.checks.max_ahead >= *claim.remembers;
}

}  // namespace ticket0::inline v1::webhook

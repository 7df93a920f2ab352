#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace ticket0::inline v1::detail {

/// A job's permit to send requests. Whoever says that a job has sent nothing revokes it, so that this stays
/// true. May be used by any thread.
class SendPermit {
 public:
  /// The bytes of a request are next. False: they must not leave any more.
  [[nodiscard]] bool use() noexcept { return set(State::used); }
  /// False if it was used: something may have been sent.
  [[nodiscard]] bool revoke() noexcept { return set(State::revoked); }
  [[nodiscard]] bool is_used() const noexcept { return state_ == State::used; }
  [[nodiscard]] bool is_revoked() const noexcept { return state_ == State::revoked; }

 private:
  enum class State : std::uint8_t { unused, used, revoked };
  [[nodiscard]] bool set(State wanted) noexcept {
    State before = State::unused;
    return state_.compare_exchange_strong(before, wanted) || before == wanted;
  }
  std::atomic<State> state_{State::unused};
};

/// What a job's calls need to send: the permit of the job, and those of the jobs that started it, which must
/// not be said to have sent nothing if this one sends. It travels with the client that the job is given.
class SendPermits {
 public:
  /// For a job that is started on this thread, with a client that has `of_client`, which may be null. A
  /// permit that was used, or whose job has ended, is left out: nobody revokes it. So if a million jobs each
  /// start the next, none of them carries more permits than jobs run at a time.
  explicit SendPermits(const SendPermits* of_client) {
    add(of_client);
    if (of_this_thread() != of_client) add(of_this_thread());
  }
  SendPermits(const SendPermits&) = delete;
  SendPermits& operator=(const SendPermits&) = delete;
  ~SendPermits() = default;

  [[nodiscard]] SendPermit& own() const noexcept { return *permits_.front(); }
  /// As SendPermit::use().
  [[nodiscard]] bool use() const noexcept {
    return std::all_of(permits_.begin(), permits_.end(), [](const auto& each) { return each->use(); });
  }
  /// Those of the job that this thread runs; null if it runs none.
  [[nodiscard]] static const SendPermits*& of_this_thread() noexcept {
    static thread_local const SendPermits* permits = nullptr;
    return permits;
  }

 private:
  void add(const SendPermits* outer) {
    if (outer == nullptr) return;
    for (const std::shared_ptr<SendPermit>& each : outer->permits_) {
      if (each->is_revoked())
        static_cast<void>(own().revoke());  // for good, as what started it
      else if (!each->is_used() && std::find(permits_.begin(), permits_.end(), each) == permits_.end())
        permits_.push_back(each);
    }
  }
  std::vector<std::shared_ptr<SendPermit>> permits_{std::make_shared<SendPermit>()};  // the own one first
};

}  // namespace ticket0::inline v1::detail

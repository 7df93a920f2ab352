#pragma once

#include <algorithm>

#include "base/send_permit.hpp"
#include "base/thread_end.hpp"
#include "limiter/limiter.hpp"
#include "ticket0/http.hpp"

namespace ticket0::inline v1::detail {

/// Asked once in each attempt, when the request's bytes are next. Whoever first says no stops the attempt:
/// nothing of it is sent. A transport may ask inside a C library, so no exception comes out.
class BeforeBytes {
 public:
  using Hook = std::function<bool()>;
  enum class Stopped : std::uint8_t {
    no,
    cancelled,
    slot_lost,  // of a budget that other processes share
    by_caller,
    late,  // the hooks have used up the attempt's time, or the slot's lease
  };

  /// `caller` may be empty, and `permits`, those of the call's client, null. All that is given outlives this.
  /// The slot is held until the attempt's time is up if `renews` is false; else for Limiter::longest_lease at
  /// most, and then renewed.
  BeforeBytes(const Limiter::Slot& slot, bool renews, const Hook& caller, Clock& clock,
              std::chrono::steady_clock::time_point until, const CancelToken& cancel,
              const SendPermits* permits) noexcept
      : slot_(slot),
        renews_(renews),
        caller_(caller),
        clock_(clock),
        until_(until),
        cancel_(cancel),
        of_client_(permits) {}
  BeforeBytes(const BeforeBytes&) = delete;
  BeforeBytes& operator=(const BeforeBytes&) = delete;
  ~BeforeBytes() = default;

  /// There is nobody to ask.
  [[nodiscard]] bool empty() const noexcept {
    return !caller_ && !slot_.has_lease() && of_client_ == nullptr && of_thread_ == nullptr;
  }
  /// False: send nothing.
  [[nodiscard]] bool ask() {
    stopped_ = ask_all();
    return stopped_ == Stopped::no;
  }
  [[nodiscard]] Stopped stopped() const noexcept { return stopped_; }
  /// While the request is under way: renews the slot's lease once half of it has passed.
  void renew() {
    if (leased_ && stopped_ == Stopped::no && clock_.now() >= *leased_ + Limiter::longest_lease / 2)
      slot_.renew(lease());
  }
  /// The lease may end before the attempt does.
  [[nodiscard]] bool renews(std::chrono::milliseconds allowed) const noexcept {
    return renews_ && slot_.has_lease() && allowed > Limiter::longest_lease;
  }
  /// What the hook that stopped the attempt threw, in its words; empty if it returned false.
  [[nodiscard]] const std::string& error() const noexcept { return error_; }

 private:
  [[nodiscard]] Stopped ask_all() {
    if (empty()) return Stopped::no;
    if (cancel_.cancelled()) return Stopped::cancelled;
    if (slot_.has_lease() && !slot_.confirm(lease(), cancel_))
      return cancel_.cancelled() ? Stopped::cancelled : Stopped::slot_lost;
    if (caller_ && !agrees(caller_)) return Stopped::by_caller;
    if (cancel_.cancelled()) return Stopped::cancelled;
    const auto now = clock_.now();
    if (now >= until_ || (leased_ && now >= *leased_ + lease_)) return Stopped::late;
    return may_send(of_client_) && may_send(of_thread_) ? Stopped::no : Stopped::cancelled;
  }
  [[nodiscard]] static bool may_send(const SendPermits* permits) noexcept {
    return permits == nullptr || permits->use();
  }
  [[nodiscard]] bool agrees(const Hook& hook) {
    try {
      return hook();
    } catch (const std::exception& e) {
      error_ = e.what();
    } catch (...) {
      if (thread_is_ending()) throw;
      error_ = "something that is not a std::exception";
    }
    return false;
  }

  [[nodiscard]] std::chrono::milliseconds lease() {
    leased_ = clock_.now();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until_ - *leased_);
    lease_ = renews_ ? std::min<std::chrono::milliseconds>(left, Limiter::longest_lease) : left;
    return lease_;
  }

  const Limiter::Slot& slot_;
  bool renews_;
  const Hook& caller_;
  Clock& clock_;
  std::chrono::steady_clock::time_point until_;
  const CancelToken& cancel_;
  const SendPermits* const of_client_;
  const SendPermits* const of_thread_{SendPermits::of_this_thread()};
  std::optional<std::chrono::steady_clock::time_point> leased_{};  // when the slot was last leased
  std::chrono::milliseconds lease_{};
  Stopped stopped_{Stopped::no};
  std::string error_{};
};

}  // namespace ticket0::inline v1::detail

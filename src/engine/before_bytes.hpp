#pragma once

#include "base/thread_end.hpp"
#include "ticket0/http.hpp"

namespace ticket0::inline v1::detail {

/// Asked once in each attempt, when the request's bytes are next. Who says no first stops the attempt:
/// nothing of it is sent. A transport may ask inside a C library, so no exception comes out.
class BeforeBytes {
 public:
  using Hook = std::function<bool()>;
  enum class Stopped : std::uint8_t {
    no,
    cancelled,
    by_caller,
    late,  // the hooks have used up the attempt's time
  };

  /// `caller` may be empty. It, `clock` and `cancel` outlive this.
  BeforeBytes(const Hook& caller, Clock& clock, std::chrono::steady_clock::time_point until,
              const CancelToken& cancel) noexcept
      : caller_(caller), clock_(clock), until_(until), cancel_(cancel) {}
  BeforeBytes(const BeforeBytes&) = delete;
  BeforeBytes& operator=(const BeforeBytes&) = delete;
  ~BeforeBytes() = default;

  /// Nobody is to be asked.
  [[nodiscard]] bool empty() const noexcept { return !caller_; }
  /// False: send nothing.
  [[nodiscard]] bool ask() {
    stopped_ = ask_all();
    return stopped_ == Stopped::no;
  }
  [[nodiscard]] Stopped stopped() const noexcept { return stopped_; }
  /// What the hook that stopped the attempt threw, in its words; empty if it returned false.
  [[nodiscard]] const std::string& error() const noexcept { return error_; }

 private:
  [[nodiscard]] Stopped ask_all() {
    if (empty()) return Stopped::no;
    if (cancel_.cancelled()) return Stopped::cancelled;
    if (!agrees(caller_)) return Stopped::by_caller;
    if (cancel_.cancelled()) return Stopped::cancelled;
    return clock_.now() < until_ ? Stopped::no : Stopped::late;
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

  const Hook& caller_;
  Clock& clock_;
  std::chrono::steady_clock::time_point until_;
  const CancelToken& cancel_;
  Stopped stopped_{Stopped::no};
  std::string error_{};
};

}  // namespace ticket0::inline v1::detail

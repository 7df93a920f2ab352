#pragma once

#include "engine/operation.hpp"
#include "ticket0/error.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// A call of the public interface, from its beginning to its end, which the observer is told of once. For one
/// thread.
class ObservedCall {
 public:
  /// `observer` may be null. `operation` is null if it has yet to be told from the call's arguments.
  ObservedCall(Observer* observer, Clock& clock, std::string_view method, const Operation* operation);
  ObservedCall(const ObservedCall&) = delete;
  ObservedCall& operator=(const ObservedCall&) = delete;
  /// Ends a call that ended with an exception that is no Error, or with its thread.
  ~ObservedCall();
  void is(const Operation& operation) noexcept { operation_ = &operation; }

  /// The same for all that happens in the call, and for no other call of the process.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  /// An attempt has ended. One of another operation, such as a look for a reply, is not an attempt
  /// of this call.
  void count(const Operation& of) noexcept { attempts_ += &of == operation_ ? 1 : 0; }

  /// What `job` returns. An Error leaves it after the observer was told.
  template <class Job>
  auto run(const Job& job) {
    try {
      auto value = job();
      end(nullptr);
      return value;
    } catch (const Error& error) {
      end(&error);
      throw;
    }
  }

 private:
  void end(const Error* error) noexcept;

  Observer* observer_;
  Clock& clock_;
  std::string_view method_;
  const Operation* operation_;
  std::uint64_t number_{0};
  std::chrono::steady_clock::time_point began_{};
  int attempts_{0};
};

}  // namespace ticket0::inline v1::detail

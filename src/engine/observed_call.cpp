#include "engine/observed_call.hpp"

#include <atomic>

namespace ticket0::inline v1::detail {

namespace {

std::uint64_t next_number() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

/// Made beforehand: there may be no memory when it is needed. Never destroyed: a call may end after main().
const Error& no_end() {
  static const auto* const error = new Error{
      "the call ended with an exception that is no ticket0::Error, or its thread ended", Outcome::unknown};
  return *error;
}

}  // namespace

ObservedCall::ObservedCall(Observer* observer, Clock& clock, std::string_view method,
                           const Operation* operation)
    : observer_(observer), clock_(clock), method_(method), operation_(operation) {
  if (observer_ == nullptr) return;
  number_ = next_number();
  began_ = clock_.now();
  static_cast<void>(no_end());
}

ObservedCall::~ObservedCall() {
  if (observer_ != nullptr) end(&no_end());
}

void ObservedCall::end(const Error* error) noexcept {
  Observer* const observer = std::exchange(observer_, nullptr);
  if (observer == nullptr) return;
  observer->on_end({.call = number_,
                    .method = operation_ != nullptr ? operation_->method : method_,
                    .route = operation_ != nullptr ? operation_->route : std::string_view{},
                    .attempts = attempts_,
                    .time = std::chrono::duration_cast<std::chrono::microseconds>(clock_.now() - began_),
                    .error = error});
}

}  // namespace ticket0::inline v1::detail

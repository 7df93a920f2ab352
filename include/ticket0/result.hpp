#pragma once

#include <exception>
#include <type_traits>
#include <variant>

#include "ticket0/error.hpp"

namespace ticket0::inline v1 {

/// A value, or the Error that came instead. For callers who branch instead of catching:
/// `if (auto t = attempt([&] { return client.tickets().get(id); })) use(*t);`
template <class T>
class [[nodiscard]] Result {
 public:
  /// A success.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  /// A failure; `error` must not be null.
  explicit Result(std::exception_ptr error) : state_(std::in_place_index<1>, std::move(error)) {}
  /// True where there is a value.
  [[nodiscard]] explicit operator bool() const noexcept { return state_.index() == 0; }
  /// @{
  /// The value; only where there is one. A temporary gives it by value: safe in a range-for.
  [[nodiscard]] T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T operator*() && { return std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] T* operator->() noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] const T* operator->() const noexcept { return std::get_if<0>(&state_); }
  /// @}
  /// @{
  /// The value, or throws the error as it was: its class is kept.
  [[nodiscard]] T value() && {
    rethrow();
    return *std::move(*this);
  }
  [[nodiscard]] const T& value() const& {
    rethrow();
    return **this;
  }
  /// @}
  /// The error, if there is one and it is an E: `result.error_as<NotFoundError>()`.
  template <class E = Error>
  [[nodiscard]] std::optional<E> error_as() const noexcept {
    if (*this) return std::nullopt;
    try {
      std::rethrow_exception(std::get<1>(state_));
    } catch (const E& e) {
      return e;
    } catch (...) {
      return std::nullopt;
    }
  }

 private:
  void rethrow() const {
    if (!*this) std::rethrow_exception(std::get<1>(state_));
  }
  std::variant<T, std::exception_ptr> state_;
};

/// Runs `call`, which gives a value, and keeps an Error as one too. Other exceptions pass through.
template <class F>
[[nodiscard]] Result<std::invoke_result_t<F>> attempt(F&& call) {
  try {
    return Result<std::invoke_result_t<F>>{std::forward<F>(call)()};
  } catch (const Error&) {
    return Result<std::invoke_result_t<F>>{std::current_exception()};
  }
}

}  // namespace ticket0::inline v1

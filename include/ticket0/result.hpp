#pragma once

#include <exception>
#include <type_traits>
#include <variant>

#include "ticket0/error.hpp"

namespace ticket0::inline v1 {

/// A value, or the Error that was thrown instead. To branch instead of catching:
/// `if (auto t = attempt([&] { return client.tickets().get(id); })) use(*t);`
template <class T>
class [[nodiscard]] Result {
  static_assert(std::is_object_v<T>,
                "a Result keeps a value: the function must return one, not void or a reference");

 public:
  /// Holds `value`; operator bool is true.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  /// Holds the exception that `error` points to; `error` must not be null.
  explicit Result(std::exception_ptr error) : state_(std::in_place_index<1>, std::move(error)) {}
  /// False if it holds an error.
  [[nodiscard]] explicit operator bool() const noexcept { return state_.index() == 0; }
  /// @{
  /// The value; requires that there is one. On a temporary, `*` returns it by value, which is safe in a
  /// range-for; `->` does not compile.
  [[nodiscard]] T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T operator*() && { return std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] T* operator->() & noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] const T* operator->() const& noexcept { return std::get_if<0>(&state_); }
  T* operator->() && = delete;
  const T* operator->() const&& = delete;
  /// @}
  /// @{
  /// The value. If there is none, rethrows the original error, so its class is kept.
  [[nodiscard]] T value() && {
    rethrow();
    return *std::move(*this);
  }
  [[nodiscard]] const T& value() const& {
    rethrow();
    return **this;
  }
  /// @}
  /// The error, if there is one and it is of class E: `result.error_as<NotFoundError>()`.
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

/// Calls `call` and returns its value, or the Error that it throws. Other exceptions pass through.
template <class F>
[[nodiscard]] Result<std::invoke_result_t<F>> attempt(F&& call) {
  try {
    return Result<std::invoke_result_t<F>>{std::forward<F>(call)()};
  } catch (const Error&) {
    return Result<std::invoke_result_t<F>>{std::current_exception()};
  }
}

}  // namespace ticket0::inline v1

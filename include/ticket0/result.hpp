#pragma once

#include <exception>
#include <type_traits>

#include "ticket0/error.hpp"

namespace ticket0::inline v1 {

namespace detail {

/// An exception, and the Error that it is or becomes.
class TICKET0_EXPORT KeptError {
 public:
  explicit KeptError(std::exception_ptr original);
  [[nodiscard]] const std::exception_ptr& original() const noexcept { return original_; }
  [[nodiscard]] const Error& error() const noexcept { return *error_; }
  template <class E>
  [[nodiscard]] std::optional<E> as() const noexcept {
    if constexpr (std::is_base_of_v<Error, E>) {
      if (const auto* const error = dynamic_cast<const E*>(error_)) return *error;
      if (!made_) return std::nullopt;
    }
    try {
      std::rethrow_exception(original_);
    } catch (const E& e) {
      return e;
    } catch (...) {
      return std::nullopt;
    }
  }

 private:
  std::exception_ptr original_;
  std::shared_ptr<const Error> made_{};  // if the original is no Error, or is not to be pointed to
  const Error* error_{nullptr};          // in the original, or made_
};

}  // namespace detail

/// A value, or the exception thrown instead. To branch instead of catching:
/// `if (auto t = attempt([&] { return client.tickets().get(id); })) use(*t);`
template <class T>
class [[nodiscard]] Result {
  static_assert(std::is_object_v<T>, "a Result keeps a value: the function must not return a reference");

 public:
  /// Holds `value`; operator bool is true.
  Result(T value) : value_(std::in_place, std::move(value)) {}
  /// Holds the exception that `error` points to; `error` must not be null.
  explicit Result(std::exception_ptr error) : error_(std::in_place, std::move(error)) {}
  /// False if it holds an exception.
  [[nodiscard]] explicit operator bool() const noexcept { return value_.has_value(); }
  /// @{
  /// The value; requires that there is one. On a temporary, `*` returns it by value, which is safe in a
  /// range-for; `->` does not compile.
  [[nodiscard]] T& operator*() & noexcept { return *value_; }
  [[nodiscard]] const T& operator*() const& noexcept { return *value_; }
  [[nodiscard]] T operator*() && { return *std::move(value_); }
  [[nodiscard]] T* operator->() & noexcept { return &*value_; }
  [[nodiscard]] const T* operator->() const& noexcept { return &*value_; }
  T* operator->() && = delete;
  const T* operator->() const&& = delete;
  /// @}
  /// @{
  /// The value. If there is none, rethrows the original exception, so its class is kept.
  [[nodiscard]] T value() && {
    rethrow();
    return *std::move(value_);
  }
  [[nodiscard]] const T& value() const& {
    rethrow();
    return *value_;
  }
  /// @}
  /// @{
  /// The value, or `otherwise` if there is none.
  template <class U>
  [[nodiscard]] T value_or(U&& otherwise) const& {
    return value_.value_or(std::forward<U>(otherwise));
  }
  template <class U>
  [[nodiscard]] T value_or(U&& otherwise) && {
    return std::move(value_).value_or(std::forward<U>(otherwise));
  }
  /// @}
  /// @{
  /// The error thrown instead of the value, as its own class; requires that there is no value. An
  /// exception that is not an Error becomes one with its what() and Outcome::unknown. Valid while this or a
  /// copy exists; does not compile on a temporary.
  [[nodiscard]] const Error& error() const& noexcept { return error_->error(); }
  const Error& error() const&& = delete;
  /// @}
  /// The original exception; null if there is a value.
  [[nodiscard]] std::exception_ptr exception() const noexcept {
    return error_ ? error_->original() : nullptr;
  }
  /// A copy of the error, if there is one and it is of class E: `result.error_as<NotFoundError>()`.
  template <class E = Error>
  [[nodiscard]] std::optional<E> error_as() const noexcept {
    return error_ ? error_->template as<E>() : std::nullopt;
  }

 private:
  void rethrow() const {
    if (error_) std::rethrow_exception(error_->original());
  }
  std::optional<T> value_{};
  std::optional<detail::KeptError> error_{};  // if there is no value
};

/// The result of a function that returns nothing: success, or the exception thrown instead.
template <>
class [[nodiscard]] Result<void> {
 public:
  /// Success; operator bool is true.
  Result() noexcept = default;
  /// Holds the exception that `error` points to; `error` must not be null.
  explicit Result(std::exception_ptr error) : error_(std::in_place, std::move(error)) {}
  /// False if it holds an exception.
  [[nodiscard]] explicit operator bool() const noexcept { return !error_; }
  /// Rethrows the original exception, if there is one.
  void value() const {
    if (error_) std::rethrow_exception(error_->original());
  }
  /// @{
  /// As Result::error(), exception() and error_as().
  [[nodiscard]] const Error& error() const& noexcept { return error_->error(); }
  const Error& error() const&& = delete;
  [[nodiscard]] std::exception_ptr exception() const noexcept {
    return error_ ? error_->original() : nullptr;
  }
  template <class E = Error>
  [[nodiscard]] std::optional<E> error_as() const noexcept {
    return error_ ? error_->as<E>() : std::nullopt;
  }
  /// @}

 private:
  std::optional<detail::KeptError> error_{};
};

/// Calls `call` and returns its value, or the Error that it throws. Other exceptions pass through.
template <class F>
[[nodiscard]] Result<std::invoke_result_t<F>> attempt(F&& call) {
  using T = std::invoke_result_t<F>;
  try {
    if constexpr (std::is_void_v<T>) {
      std::forward<F>(call)();
      return Result<T>{};
    } else {
      return Result<T>{std::forward<F>(call)()};
    }
  } catch (const Error&) {
    return Result<T>{std::current_exception()};
  }
}

}  // namespace ticket0::inline v1

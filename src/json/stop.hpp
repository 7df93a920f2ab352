#pragma once

namespace ticket0::inline v1::detail::json {

/// Asked every so often while a text is read, whether to give up; once it says so, it always does. It refers
/// to what it asks.
class Stop {
 public:
  /// Never.
  Stop() noexcept = default;
  template <class Asked>
  explicit Stop(const Asked& asked) noexcept
      : of_(&asked), ask_([](const void* of) -> bool { return (*static_cast<const Asked*>(of))(); }) {}
  [[nodiscard]] bool operator()() const { return ask_ != nullptr && ask_(of_); }

 private:
  const void* of_{nullptr};
  bool (*ask_)(const void*){nullptr};
};

}  // namespace ticket0::inline v1::detail::json

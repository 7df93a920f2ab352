#pragma once

#include <string>

#include "json/scalar.hpp"

namespace ticket0::inline v1::detail::json {

/// A byte of a JSON string's text, escaped where that has to be.
void append_escaped(std::string& to, char c);
/// `text`, which is valid UTF-8, as a JSON string with its quotes.
void append_quoted(std::string& to, std::string_view text);

/// Builds JSON text, without blanks, from the events of a parser or in their order.
class JsonText {
 public:
  void value(const Scalar& scalar);
  void key(std::string_view name);
  void open(char bracket);
  void close(char bracket);
  /// A value that is JSON text already.
  void raw(std::string_view json);
  [[nodiscard]] std::string take() noexcept;

 private:
  void separate();
  std::string text_{};
  bool comma_due_{false};
};

}  // namespace ticket0::inline v1::detail::json

#pragma once

#include <optional>
#include <string>

#include "json/scalar.hpp"

namespace ticket0::inline v1::detail::json {

/// Appends a byte of a JSON string's text, escaped if necessary.
void append_escaped(std::string& to, char c);
/// Appends `text`, which is valid UTF-8, as a JSON string with its quotes.
void append_quoted(std::string& to, std::string_view text);

/// Builds JSON text, without white space, from the events of a parser or in their order.
class JsonWriter {
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

/// `text` as equivalent JSON text without white space, the digits of its numbers as they are; empty if it is
/// not one JSON value of at most 512 levels.
[[nodiscard]] std::optional<std::string> minify(std::string_view text);

}  // namespace ticket0::inline v1::detail::json

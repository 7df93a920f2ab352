#pragma once

#include <algorithm>
#include <array>
#include <charconv>

#include "json/nlohmann.hpp"
#include "json/repair.hpp"
#include "json/scalar.hpp"
#include "json/stop.hpp"

namespace ticket0::inline v1::detail::json {

inline constexpr int max_depth = 512;

enum class Parse : std::uint8_t {
  complete,
  malformed,  // not JSON, or a number beyond the range of a double
  too_deep,
  stopped,   // the handler said so
  given_up,  // Stop said so
};
struct Parsed {
  Parse result{Parse::complete};
  std::size_t position{0};  // the byte at which Parse::malformed was noticed
};

/// nlohmann's SAX interface on one side; on the other a handler with `bool value(const Scalar&)`, `bool
/// key(std::string_view)`, `bool open(char)` and `bool close(char)`, where false stops and the char is the
/// bracket.
template <class Handler>
class Sax {
 public:
  Sax(Handler& handler, const Stop& stop) noexcept : handler_(handler), stop_(stop) {}

  bool null() { return value({}); }
  bool boolean(bool value) { return this->value({.kind = Scalar::Kind::boolean, .boolean = value}); }
  bool number_integer(std::int64_t value) {
    // nlohmann has every other number without a sign.
    if (value == 0) return this->value({.kind = Scalar::Kind::integer, .text = "-0"});
    return integer(value, value, Scalar::Kind::integer);
  }
  bool number_unsigned(std::uint64_t value) {
    const bool fits = value <= static_cast<std::uint64_t>(INT64_MAX);
    return integer(value, static_cast<std::int64_t>(value),
                   fits ? Scalar::Kind::integer : Scalar::Kind::number);
  }
  bool number_float(double /*value*/, const std::string& token) {
    digits_ = token;
    // nlohmann writes the decimal point of the process's locale into its token.
    std::replace_if(
        digits_.begin(), digits_.end(),
        [](char c) { return std::string_view{"0123456789+-eE."}.find(c) == std::string_view::npos; }, '.');
    return this->value({.kind = Scalar::Kind::number, .text = digits_});
  }
  bool string(const std::string& value) { return this->value({.kind = Scalar::Kind::text, .text = value}); }
  bool binary(const ticket0_nlohmann::json::binary_t& /*value*/) { return false; }  // not in JSON text
  bool key(const std::string& name) { return handler_.key(name); }
  bool start_object(std::size_t /*size*/) { return open('{'); }
  bool start_array(std::size_t /*size*/) { return open('['); }
  bool end_object() { return close('}'); }
  bool end_array() { return close(']'); }
  bool parse_error(std::size_t position, const std::string& /*token*/, const std::exception& /*error*/) {
    parsed_ = {.result = Parse::malformed, .position = position};
    return false;
  }
  /// Why it did not come to the end.
  [[nodiscard]] const Parsed& parsed() const noexcept { return parsed_; }

 private:
  static constexpr int values_between_questions = 1'024;

  bool value(const Scalar& scalar) { return may_go_on() && handler_.value(scalar); }
  bool may_go_on() {
    if (--until_question_ != 0) return true;
    until_question_ = values_between_questions;
    if (!stop_()) return true;
    parsed_.result = Parse::given_up;
    return false;
  }
  template <class Number>
  bool integer(Number value, std::int64_t as_signed, Scalar::Kind kind) {
    std::array<char, 24> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    const std::string_view text{buffer.data(), static_cast<std::size_t>(end - buffer.data())};
    return this->value({.kind = kind, .integer = as_signed, .text = text});
  }
  bool open(char bracket) {
    if (++depth_ > max_depth) {
      parsed_.result = Parse::too_deep;
      return false;
    }
    return may_go_on() && handler_.open(bracket);
  }
  bool close(char bracket) {
    --depth_;
    return handler_.close(bracket);
  }
  Handler& handler_;
  const Stop& stop_;
  int until_question_{values_between_questions};
  Parsed parsed_{.result = Parse::stopped};
  int depth_{0};
  std::string digits_{};
};

template <class Handler>
[[nodiscard]] Parsed parse(std::string_view text, Handler& handler, const Stop& stop = {}) {
  // To nlohmann a NUL is the end of the text, whatever comes after it.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return {.result = Parse::malformed, .position = nul + 1};
  Sax<Handler> sax{handler, stop};
  const bool complete = ticket0_nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &sax);
  return complete ? Parsed{} : sax.parsed();
}

/// Parses `text`, or what repair() makes of it if it is not JSON, and returns the handler. If neither can be
/// read to its end, or `stop` says so, the handler has seen nothing.
template <class Handler>
[[nodiscard]] Handler parse_or_repair(std::string_view text, const Stop& stop = {}) {
  Handler first;
  const Parse result = parse(text, first, stop).result;
  if (result == Parse::complete) return first;
  if (result != Parse::malformed) return {};
  const std::string repaired = repair(text, stop);
  Handler second;
  if (stop() || parse(repaired, second, stop).result != Parse::complete) return {};
  return second;
}

}  // namespace ticket0::inline v1::detail::json

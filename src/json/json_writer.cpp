#include "json/json_writer.hpp"

#include <utility>

#include "base/text.hpp"
#include "json/sax.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1 {
namespace detail::json {

void append_escaped(std::string& to, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"': to += "\\\""; break;
    case '\\': to += "\\\\"; break;
    case '\b': to += "\\b"; break;
    case '\f': to += "\\f"; break;
    case '\n': to += "\\n"; break;
    case '\r': to += "\\r"; break;
    case '\t': to += "\\t"; break;
    default:
      if (const auto byte = static_cast<unsigned char>(c); byte < 0x20) {
        to += "\\u00";
        to += hex[byte >> 4U];
        to += hex[byte & 0x0FU];
      } else {
        to += c;
      }
  }
}

void append_quoted(std::string& to, std::string_view text) {
  to += '"';
  for (const char c : text) append_escaped(to, c);
  to += '"';
}

void JsonWriter::separate() {
  if (std::exchange(comma_due_, true)) text_ += ',';
}

void JsonWriter::value(const Scalar& scalar) {
  separate();
  switch (scalar.kind) {
    case Scalar::Kind::null: text_ += "null"; break;
    case Scalar::Kind::boolean: text_ += scalar.boolean ? "true" : "false"; break;
    case Scalar::Kind::integer:
    case Scalar::Kind::number: text_ += scalar.text; break;
    case Scalar::Kind::text: append_quoted(text_, scalar.text); break;
  }
}

void JsonWriter::key(std::string_view name) {
  separate();
  append_quoted(text_, name);
  text_ += ':';
  comma_due_ = false;
}

void JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  comma_due_ = false;
}

void JsonWriter::close(char bracket) {
  text_ += bracket;
  comma_due_ = true;
}

void JsonWriter::raw(std::string_view json) {
  separate();
  text_ += json;
}

std::string JsonWriter::take() noexcept {
  comma_due_ = false;
  return std::exchange(text_, {});
}

namespace {

struct Copy {
  bool value(const Scalar& scalar) {
    text.value(scalar);
    return true;
  }
  bool key(std::string_view name) {
    text.key(name);
    return true;
  }
  bool open(char bracket) {
    text.open(bracket);
    return true;
  }
  bool close(char bracket) {
    text.close(bracket);
    return true;
  }
  JsonWriter text{};
};

}  // namespace

std::optional<std::string> minify(std::string_view text) {
  Copy copy;
  if (parse(text, copy).result != Parse::complete) return std::nullopt;
  return copy.text.take();
}

}  // namespace detail::json

std::string json_string(std::string_view text) {
  if (!detail::is_utf8(text))
    throw InvalidArgument{"json_string: the text " + std::string{detail::is_not_utf8}};
  std::string quoted;
  detail::json::append_quoted(quoted, text);
  return quoted;
}

}  // namespace ticket0::inline v1

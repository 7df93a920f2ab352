#include "json/request_body_writer.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1::detail::json {

namespace {
/// How an error names an entry of a map.
std::string entry_name(std::string_view member, std::string_view key) {
  constexpr std::size_t longest = 60;
  return std::string{member} + "[\"" + (is_utf8(key) ? printable(key, longest) : "?") + "\"]";
}
}  // namespace

RequestBodyWriter::RequestBodyWriter(std::string_view type, std::span<const WireName> names) noexcept
    : type_(type), names_(names) {
  out_.open('{');
}

void RequestBodyWriter::text(const WireName& name, std::string_view value) {
  check_utf8(name.member, value);
  begin(name.wire);
  out_.value({.kind = Scalar::Kind::text, .text = value});
}

void RequestBodyWriter::required_text(const WireName& name, std::string_view value) {
  if (value.empty()) refuse(name.member, "is empty, but the service requires it");
  text(name, value);
}

void RequestBodyWriter::texts(const WireName& name, std::span<const std::string> values) {
  for (const std::string& value : values) check_utf8(name.member, value);
  begin(name.wire);
  out_.open('[');
  for (const std::string& value : values) out_.value({.kind = Scalar::Kind::text, .text = value});
  out_.close(']');
}

void RequestBodyWriter::null(const WireName& name) {
  begin(name.wire);
  out_.value({});
}

void RequestBodyWriter::id(const WireName& name, std::string_view value, std::string_view instead) {
  if (value.empty()) refuse(name.member, "is an empty id: " + std::string{instead});
  text(name, value);
}

void RequestBodyWriter::Map::text(std::string_view key, std::string_view value) {
  begin(key);
  writer_.check_utf8(entry_name(name_.member, key), value);
  writer_.out_.value({.kind = Scalar::Kind::text, .text = value});
}

void RequestBodyWriter::Map::null(std::string_view key) {
  begin(key);
  writer_.out_.value({});
}

void RequestBodyWriter::Map::refuse_unset(std::string_view key) const {
  writer_.refuse(entry_name(name_.member, key),
                 "is unset: leave the entry out, or write ticket0::null to remove it");
}

void RequestBodyWriter::Map::begin(std::string_view key) {
  writer_.check_utf8(entry_name(name_.member, key), key);
  writer_.out_.key(key);
}

void RequestBodyWriter::extra(const ExtraFields& fields) {
  for (const auto& [name, json] : fields) {
    const std::string member = entry_name("extra", name);
    check_utf8(member, name);
    const auto typed = std::find_if(names_.begin(), names_.end(),
                                    [&wire = name](const WireName& each) { return each.wire == wire; });
    if (typed != names_.end())
      refuse(member, "is sent by the member " + std::string{typed->member} + ": set that instead");
    const auto value = minify(json);
    if (!value) refuse(member, "is not valid JSON text; for a text, write ticket0::json_string(text)");
    begin(name);
    out_.raw(*value);
  }
}

std::string RequestBodyWriter::finish() {
  if (empty_) throw InvalidArgument{std::string{type_} + " is empty: set at least one member"};
  out_.close('}');
  return out_.take();
}

void RequestBodyWriter::begin(std::string_view wire_name) {
  empty_ = false;
  out_.key(wire_name);
}

void RequestBodyWriter::check_utf8(std::string_view member, std::string_view value) const {
  if (!is_utf8(value)) refuse(member, is_not_utf8);
}

void RequestBodyWriter::refuse(std::string_view member, std::string_view why) const {
  throw InvalidArgument{std::string{type_} + "." + std::string{member} + " " + std::string{why}};
}

}  // namespace ticket0::inline v1::detail::json

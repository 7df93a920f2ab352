#include "sandbox/request.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "sandbox/ascii.hpp"
#include "sandbox/refusal.hpp"

namespace sandbox {

std::string Request::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& each) { return lower(each.first) == lower(name); });
  return found == headers.end() ? std::string{} : found->second;
}

namespace {

std::string percent_decoded(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      bytes += text[at];
      continue;
    }
    const auto digits = text.substr(at + 1, 2);
    unsigned value = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || parsed.ec != std::errc{} || parsed.ptr != digits.data() + 2) {
      throw invalid("the URL has a broken percent escape");
    }
    bytes += static_cast<char>(value);
    at += 2;
  }
  return bytes;
}

/// In a query, and only there, a plus sign is a blank.
std::string query_decoded(std::string_view text) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '+', ' ');
  return percent_decoded(blanks);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void Query::add(std::string name, std::string value) {
  parameters_.emplace_back(std::move(name), std::move(value));
}

bool Query::has(std::string_view name) const {
  return std::any_of(parameters_.begin(), parameters_.end(),
                     [&](const auto& each) { return each.first == name; });
}

std::optional<std::string> Query::text(std::string_view name) const {
  std::optional<std::string> found;
  for (const auto& [each, value] : parameters_) {
    if (each != name) continue;
    if (found) throw invalid(std::string(name) + " is given twice");
    if (value.empty()) throw invalid(std::string(name) + " must not be empty");
    found = value;
  }
  return found;
}

std::optional<std::string> Query::one_of(std::string_view name,
                                         const std::vector<std::string_view>& allowed) const {
  auto value = text(name);
  if (!value || std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return value;
  std::string message = std::string(name) + " must be one of";
  for (const auto each : allowed) message += " " + std::string(each);
  throw invalid(message);
}

std::size_t Query::limit(std::size_t usual, std::size_t most) const {
  const auto value = text("limit");
  if (!value) return usual;
  std::size_t limit = 0;
  const char* const end = value->data() + value->size();
  const auto parsed = std::from_chars(value->data(), end, limit);
  if (parsed.ec != std::errc{} || parsed.ptr != end || limit < 1 || limit > most) {
    throw invalid("limit must be a whole number from 1 to " + std::to_string(most));
  }
  return limit;
}

Target parse_target(std::string_view target) {
  Target parsed;
  const auto mark = target.find('?');
  for (const auto segment : segments(target.substr(0, mark))) parsed.path.push_back(percent_decoded(segment));
  if (mark == std::string_view::npos) return parsed;
  for (const auto parameter : split(target.substr(mark + 1), '&')) {
    if (parameter.empty()) continue;
    const auto equals = parameter.find('=');
    const auto value = equals == std::string_view::npos ? std::string_view{} : parameter.substr(equals + 1);
    parsed.query.add(query_decoded(parameter.substr(0, equals)), query_decoded(value));
  }
  return parsed;
}

std::vector<std::string_view> segments(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return split(path, '/');
}

}  // namespace sandbox

#include "sandbox/body.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/ascii.hpp"
#include "sandbox/refusal.hpp"

namespace sandbox {
namespace {

Json parse_object(const Request& request) {
  const auto type = lower(request.header("Content-Type"));
  if (type.substr(0, type.find_first_of("; ")) != "application/json") {
    throw invalid("Content-Type must be application/json");
  }
  Json value;
  try {
    value = Json::parse(request.body);
  } catch (const Json::parse_error& error) {
    throw invalid("the body is not valid JSON (at byte " + std::to_string(error.byte) + ")");
  }
  if (!value.is_object()) throw invalid("the body must be a JSON object");
  return value;
}

const std::string& string_of(const Json& value, std::string_view member) {
  if (!value.is_string()) throw invalid(std::string(member) + " must be a string");
  return value.get_ref<const std::string&>();
}

std::string non_empty(const Json& value, std::string_view member) {
  const auto& text = string_of(value, member);
  if (text.empty()) throw invalid(std::string(member) + " must not be empty");
  return text;
}

}  // namespace

Body::Body(const Request& request, std::initializer_list<std::string_view> known)
    : object_(parse_object(request)) {
  for (const auto& entry : object_.items()) {
    if (std::find(known.begin(), known.end(), entry.key()) != known.end()) continue;
    std::string message = entry.key() + " is not a member of this body; it may have";
    for (const auto member : known) message += " " + std::string(member);
    throw invalid(message);
  }
}

Body::Body(const Request& request) : object_(parse_object(request)) {}

const Json* Body::find(std::string_view member) const {
  const auto found = object_.find(std::string(member));
  return found == object_.end() ? nullptr : &*found;
}

bool Body::is_null(std::string_view member) const {
  const auto* value = find(member);
  return value != nullptr && value->is_null();
}

std::string Body::text(std::string_view member) const {
  const auto* value = find(member);
  if (value == nullptr) throw invalid(std::string(member) + " is required");
  return non_empty(*value, member);
}

std::string Body::email(std::string_view member) const {
  auto address = text(member);
  const auto at = address.find('@');
  if (at == 0 || at == std::string::npos || at + 1 == address.size() ||
      address.find(' ') != std::string::npos) {
    throw invalid(std::string(member) + " must be an e-mail address");
  }
  return address;
}

std::optional<std::string> Body::optional_text(std::string_view member) const {
  if (!has(member)) return std::nullopt;
  return text(member);
}

std::optional<std::string> Body::optional_name(std::string_view member) const {
  const auto* value = find(member);
  if (value == nullptr) return std::nullopt;
  return string_of(*value, member);
}

bool Body::flag(std::string_view member) const {
  const auto* value = find(member);
  if (value == nullptr) return false;
  if (!value->is_boolean()) throw invalid(std::string(member) + " must be true or false");
  return value->get<bool>();
}

std::vector<std::string> Body::texts(std::string_view member) const {
  const auto* value = find(member);
  if (value == nullptr) throw invalid(std::string(member) + " is required");
  if (!value->is_array()) throw invalid(std::string(member) + " must be an array of strings");
  std::vector<std::string> texts;
  for (const auto& each : *value) texts.push_back(non_empty(each, "each of " + std::string(member)));
  return texts;
}

std::map<std::string, std::optional<std::string>> Body::map(std::string_view member, Nulls nulls) const {
  std::map<std::string, std::optional<std::string>> entries;
  const auto* value = find(member);
  if (value == nullptr) return entries;
  if (!value->is_object()) throw invalid(std::string(member) + " must be an object of strings");
  for (const auto& entry : value->items()) {
    if (entry.value().is_null() && nulls == Nulls::allowed) {
      entries[entry.key()] = std::nullopt;
    } else {
      entries[entry.key()] = string_of(entry.value(), std::string(member) + "." + entry.key());
    }
  }
  return entries;
}

}  // namespace sandbox

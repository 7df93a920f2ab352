#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/json.hpp"
#include "sandbox/request.hpp"

namespace sandbox {

/// The JSON object of a request. Every function throws Refusal (400) that names the member at fault.
class Body {
 public:
  /// The body is closed: a member that is not in `known` is refused.
  Body(const Request& request, std::initializer_list<std::string_view> known);

  /// The body is open: members that nobody asks for are ignored.
  explicit Body(const Request& request);

  bool empty() const { return object_.empty(); }
  bool has(std::string_view member) const { return find(member) != nullptr; }
  bool is_null(std::string_view member) const;

  /// A string that is there and not empty.
  std::string text(std::string_view member) const;
  std::string email(std::string_view member) const;

  /// Empty if the member is not there; a string that is there is not empty.
  std::optional<std::string> optional_text(std::string_view member) const;

  /// Empty if the member is not there; a string that is there may be empty.
  std::optional<std::string> optional_name(std::string_view member) const;

  /// False if the member is not there.
  bool flag(std::string_view member) const;

  /// Strings, none of them empty.
  std::vector<std::string> texts(std::string_view member) const;

  /// An object of strings, and of nulls where they are allowed; no entry if the member is not there.
  enum class Nulls { refused, allowed };
  std::map<std::string, std::optional<std::string>> map(std::string_view member, Nulls nulls) const;

 private:
  const Json* find(std::string_view member) const;

  Json object_;
};

}  // namespace sandbox

#include "resources/query.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "http/headers.hpp"
#include "http/url.hpp"

namespace ticket0::inline v1::detail {

void Query::limit(const std::optional<int>& value, int highest) {
  if (!value) return;
  if (*value < 1 || *value > highest)
    throw InvalidArgument{std::string{type_} + ".limit is " + std::to_string(*value) +
                          ": it has to be from 1 to " + std::to_string(highest) + "; list() reads all pages"};
  append("limit", "limit", std::to_string(*value));
}

void Query::append(std::string_view name, std::string_view member, std::string_view value) {
  const auto refuse = [&](std::string_view why) {
    detail::refuse<InvalidArgument>(std::string{type_} + "." + std::string{member}, why);
  };
  if (value.empty()) refuse("is empty: give it a value, or leave it unset");
  if (value.size() > max_header_text) refuse(too_long_for_head);
  if (!is_utf8(value)) refuse(is_not_utf8);
  text_ += text_.empty() ? '?' : '&';
  text_.append(name).append("=");
  append_encoded(text_, value);
}

std::string path_of(const Operation& operation, std::string_view id, std::string_view id_type) {
  check_id(id_type, id);
  constexpr std::string_view placeholder = ":id";
  const auto at = operation.route.find(placeholder);
  std::string path{operation.route.substr(0, at)};
  append_encoded(path, id);
  path.append(operation.route.substr(at + placeholder.size()));
  return path;
}

}  // namespace ticket0::inline v1::detail

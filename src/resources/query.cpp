#include "resources/query.hpp"

#include "base/text.hpp"
#include "http/headers.hpp"
#include "http/url.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1::detail {

void Query::limit(const std::optional<int>& value, int highest) {
  if (!value) return;
  if (*value < 1 || *value > highest)
    throw InvalidArgument{std::string{type_} + ".limit is " + std::to_string(*value) +
                          ", and the service gives 1 to " + std::to_string(highest) +
                          " items a page; list() walks all pages"};
  append("limit", "limit", std::to_string(*value));
}

void Query::append(std::string_view name, std::string_view member, std::string_view value) {
  const auto refuse = [&](std::string_view why) {
    throw InvalidArgument{std::string{type_} + "." + std::string{member} + " " + std::string{why}};
  };
  if (value.empty()) refuse("is empty: give it a value, or leave it unset");
  if (value.size() > longest_in_head) refuse(too_long_for_head);
  if (!is_utf8(value)) refuse("is not valid UTF-8");
  text_ += text_.empty() ? '?' : '&';
  text_.append(name).append("=");
  append_encoded(text_, value);
}

}  // namespace ticket0::inline v1::detail

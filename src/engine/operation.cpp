#include "engine/operation.hpp"

#include "base/text.hpp"
#include "http/headers.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1::detail {

std::string path_of(const Operation& operation, std::string_view id, std::string_view id_type) {
  const auto refuse = [&](std::string_view why) {
    throw InvalidArgument{std::string{id_type} + " " + std::string{why}};
  };
  if (id.empty()) refuse("is empty: pass the id of an object that the service has");
  if (id == "." || id == "..") refuse("is a path segment (. or ..) and no id");
  if (id.size() > longest_in_head) refuse(too_long_for_head);
  if (!is_utf8(id)) refuse("is not valid UTF-8");
  constexpr std::string_view placeholder = ":id";
  const auto at = operation.route.find(placeholder);
  std::string path{operation.route.substr(0, at)};
  append_encoded(path, id);
  path.append(operation.route.substr(at + placeholder.size()));
  return path;
}

}  // namespace ticket0::inline v1::detail

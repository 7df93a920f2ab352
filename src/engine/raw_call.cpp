#include "engine/raw_call.hpp"

#include <algorithm>

#include "http/ascii.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1::detail {

namespace {

constexpr std::array<std::string_view, 5> methods{"GET", "POST", "PUT", "PATCH", "DELETE"};

[[noreturn]] void refuse(std::string_view what) { throw ConfigError{"Client::send: " + std::string{what}}; }

/// The method's text of static storage.
std::string_view known_method(std::string_view method) {
  const auto found = std::find(methods.begin(), methods.end(), method);
  if (found == methods.end()) refuse("the method has to be GET, POST, PUT, PATCH or DELETE, in capitals");
  return *found;
}

/// "." and "..", also as servers decode them.
bool is_dots(std::string_view segment) {
  std::string plain;
  for (std::size_t at = 0; at < segment.size(); ++at) {
    const bool is_escaped_dot = segment.substr(at, 3) == "%2e" || segment.substr(at, 3) == "%2E";
    plain += is_escaped_dot ? '.' : segment[at];
    if (is_escaped_dot) at += 2;
  }
  return plain == "." || plain == "..";
}

void for_each_segment(std::string_view path, const auto& take) {
  path = path.substr(0, path.find('?'));
  while (!path.empty()) {
    path.remove_prefix(1);  // its slash
    const auto end = std::min(path.find('/'), path.size());
    take(path.substr(0, end));
    path.remove_prefix(end);
  }
}

std::string_view checked_path(std::string_view path) {
  if (!path.starts_with('/') || path.starts_with("//"))
    refuse("the path has to start with exactly one slash, e.g. \"/tickets\"; base_url goes before it");
  const bool has_other = std::any_of(path.begin(), path.end(), [](char c) { return c <= ' ' || c > '~'; });
  if (has_other)
    refuse("the path has a blank, a control character or one that is not ASCII: percent-encode it");
  if (path.find('#') != std::string_view::npos)
    refuse("the path has a fragment (#): write %23 for the character");
  if (path.find('\\') != std::string_view::npos)
    refuse("the path has a backslash: write %5C for the character");
  for_each_segment(path, [](std::string_view segment) {
    if (is_dots(segment)) refuse("the path has a segment . or .., and has to stay below base_url");
  });
  return path;
}

std::string_view scope_of(std::string_view method, std::string_view route) {
  const auto found = std::find_if(operations::all.begin(), operations::all.end(), [&](const Operation& each) {
    return each.method == method && each.route == route;
  });
  return found == operations::all.end() ? std::string_view{} : found->scope;
}

}  // namespace

std::string route_of(std::string_view path) {
  std::string route;
  bool is_id = false;
  for_each_segment(path, [&](std::string_view segment) {
    const bool is_word = !segment.empty() && std::all_of(segment.begin(), segment.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || c == '-';
    });
    route.append(!is_id && is_word ? "/" + std::string{segment} : "/:id");
    is_id = !is_id;
  });
  return route;
}

RawCall::RawCall(std::string_view method, std::string_view path, std::string_view body)
    : target_(checked_path(path)),
      route_(route_of(path)),
      operation_{.method = known_method(method),
                 .route = route_,
                 .call_class = method == "GET" ? CallClass::read : CallClass::unsafe,
                 .scope = scope_of(method, route_)} {
  if (method == "GET" && !body.empty())
    refuse("a GET has no body: put what it asks for into the path's query");
}

}  // namespace ticket0::inline v1::detail

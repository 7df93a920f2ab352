#include "sandbox/router.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/request.hpp"

namespace sandbox {
namespace {

template <class Visit>
void each_route(const Visit& visit) {
  for (const auto routes : {ticket_routes(), message_routes(), customer_routes(), knowledge_base_routes()}) {
    for (const Route& route : routes) visit(route);
  }
}

/// What stands at `:id`, empty for a pattern without one; nothing if the path is another.
std::optional<std::string> fit(std::string_view pattern, const std::vector<std::string>& path) {
  const auto expected = segments(pattern);
  if (expected.size() != path.size()) return std::nullopt;
  std::string id;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (expected[at] == ":id" && !path[at].empty()) {
      id = path[at];
    } else if (expected[at] != path[at]) {
      return std::nullopt;
    }
  }
  return id;
}

}  // namespace

Match match(std::string_view method, const std::vector<std::string>& path) {
  Match found;
  each_route([&](const Route& route) {
    const auto id = fit(route.path, path);
    if (!id) return;
    found.path = route.path;
    found.id = *id;
    found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == method) found.route = &route;
  });
  return found;
}

std::vector<std::string> route_names() {
  std::vector<std::string> names;
  each_route([&](const Route& route) {
    names.push_back(std::string(route.method) + " " + std::string(route.path));
  });
  return names;
}

bool is_paged(std::string_view route, Generation generation) {
  if (route == "GET /tickets/:id/messages") return generation == Generation::older;
  return route.starts_with("GET /") && !route.ends_with("/:id");
}

}  // namespace sandbox

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/generation.hpp"
#include "sandbox/route.hpp"

namespace sandbox {

struct Match {
  const Route* route{nullptr};  // null: no such path, or not with this method
  std::string path{};     // the path's pattern, also where only the method does not fit; empty: no such path
  std::string allowed{};  // the methods that the path knows, for the `Allow` header
  std::string id{};
};

/// Finds the endpoint for decoded path segments below the base path.
Match match(std::string_view method, const std::vector<std::string>& path);

/// Every endpoint, e.g. "GET /tickets/:id".
std::vector<std::string> route_names();

/// Whether the endpoint of this name answers with a page of a list. The newer generation has all messages of
/// a ticket in one answer.
bool is_paged(std::string_view route, Generation generation);

}  // namespace sandbox

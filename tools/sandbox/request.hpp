#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sandbox {

/// A request as it arrived.
struct Request {
  using Headers = std::vector<std::pair<std::string, std::string>>;

  std::string method{};
  std::string target{};  // path and query, still encoded
  Headers headers{};
  std::string body{};

  /// The first value of the header, whatever the case of its name; empty if there is none.
  std::string header(std::string_view name) const;
};

struct Response {
  int status{200};
  Request::Headers headers{};
  std::string body{};
};

}  // namespace sandbox

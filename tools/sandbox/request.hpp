#pragma once

#include <cstddef>
#include <optional>
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

/// The parameters of a query. One the list does not know is ignored; one that is empty or given twice is a
/// Refusal (400) when it is asked for.
class Query {
 public:
  void add(std::string name, std::string value);

  bool has(std::string_view name) const;
  std::optional<std::string> text(std::string_view name) const;

  /// Throws Refusal (400) unless the value is one of `allowed`.
  std::optional<std::string> one_of(std::string_view name,
                                    const std::vector<std::string_view>& allowed) const;

  /// `limit`: `usual` unless given; throws Refusal (400) unless it is a whole number from 1 to `most`.
  std::size_t limit(std::size_t usual, std::size_t most) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

struct Target {
  std::vector<std::string> path{};  // decoded segments: "/a/b%2Fc" is {"a", "b/c"}
  Query query{};
};

/// Throws Refusal (400) for a broken percent escape.
Target parse_target(std::string_view target);

/// The segments of a path, not decoded.
std::vector<std::string_view> segments(std::string_view path);

}  // namespace sandbox

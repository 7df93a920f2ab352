#pragma once

#include <string>
#include <vector>

#include "ticket0/page.hpp"

namespace ticket0::inline v1::detail::json {

/// One kind of thing in an answer that this version does not expect; see Observer::on_drift.
struct Drift {
  std::string_view type;
  std::string member;
  std::string_view what;
  friend bool operator==(const Drift&, const Drift&) = default;
};

/// A body's content, or why it cannot be read. The words never repeat the body.
template <class T>
struct Decoded {
  T value{};
  std::string problem{};   // empty where `value` was read
  bool over_limit{false};  // that is the problem: nested too deeply, or too much
  bool of_another{false};  // that is the problem: it was read, and is not what was asked for
  std::vector<Drift> drift{};
};

/// A single object, bare or under its one known key.
template <class T>
[[nodiscard]] Decoded<T> decode_one(std::string_view body);
/// The same for the answer to a call that names the object: one with another id answers something else.
template <class T>
[[nodiscard]] Decoded<T> decode_with_id(std::string_view body, std::string_view id) {
  Decoded<T> decoded = decode_one<T>(body);
  if (!decoded.problem.empty() || decoded.value.id.str() == id) return decoded;
  decoded.problem = "is about another object: its id is not the one that was asked for";
  decoded.of_another = true;
  return decoded;
}
/// `expected`: how many items it has, at most and as a rule; 0: not known.
template <class T>
[[nodiscard]] Decoded<Page<T>> decode_page(std::string_view body, std::size_t expected = 0);

}  // namespace ticket0::inline v1::detail::json

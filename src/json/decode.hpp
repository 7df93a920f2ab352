#pragma once

#include <string>
#include <vector>

#include "json/stop.hpp"
#include "ticket0/page.hpp"

namespace ticket0::inline v1::detail::json {

/// Something in a response that this version does not expect, and where; see Observer::on_drift().
struct DriftNote {
  std::string_view type;
  std::string member;
  Drift what;
  friend bool operator==(const DriftNote&, const DriftNote&) = default;
};

/// A body's content, or why it cannot be read. The reason never repeats the body.
template <class T>
struct Decoded {
  T value{};
  std::string problem{};   // empty if `value` was read
  bool over_limit{false};  // the problem: nested too deeply, or too much
  bool of_another{false};  // the problem: it was read, and is about another object
  bool given_up{false};    // the problem: `stop` said so
  std::vector<DriftNote> drift{};
};

/// A single object, bare or under its one known key.
template <class T>
[[nodiscard]] Decoded<T> decode_one(std::string_view body, const Stop& stop = {});
/// The same for the response to a call that names the object: another id is a problem.
template <class T>
[[nodiscard]] Decoded<T> decode_with_id(std::string_view body, std::string_view id, const Stop& stop = {}) {
  Decoded<T> decoded = decode_one<T>(body, stop);
  if (!decoded.problem.empty() || decoded.value.id.str() == id) return decoded;
  decoded.problem = "is about another object: its id is not the one that was asked for";
  decoded.of_another = true;
  return decoded;
}
/// A request body from this library, with everything that encode() wrote: NewTicket or NewReply.
template <class T>
[[nodiscard]] Decoded<T> decode_written(std::string_view body);
/// `expected`: how many items the page has, usually and at most; 0: not known.
template <class T>
[[nodiscard]] Decoded<Page<T>> decode_page(std::string_view body, std::size_t expected = 0,
                                           const Stop& stop = {});

}  // namespace ticket0::inline v1::detail::json

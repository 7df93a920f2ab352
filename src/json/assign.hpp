#pragma once

#include "json/scalar.hpp"
#include "ticket0/types.hpp"

/// From a JSON value to a member, one overload per type. `null` never gets here: it leaves the member unset.
namespace ticket0::inline v1::detail::json {

/// Result of assigning a value to a member.
enum class AssignResult : std::uint8_t { fits, wrong_type, new_word, not_a_time };

inline AssignResult assign(std::string& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return AssignResult::wrong_type;
  to.assign(from.text);
  return AssignResult::fits;
}

inline AssignResult assign(std::optional<std::string>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return AssignResult::wrong_type;
  to.emplace(from.text);
  return AssignResult::fits;
}

inline AssignResult assign(std::optional<std::int64_t>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::integer) return AssignResult::wrong_type;
  to = from.integer;
  return AssignResult::fits;
}

inline AssignResult assign(bool& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::boolean) return AssignResult::wrong_type;
  to = from.boolean;
  return AssignResult::fits;
}

template <class Tag>
AssignResult assign(Id<Tag>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return AssignResult::wrong_type;
  to = Id<Tag>{std::string{from.text}};
  return AssignResult::fits;
}

/// An empty id names nothing: it is read as null.
template <class Tag>
AssignResult assign(std::optional<Id<Tag>>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return AssignResult::wrong_type;
  if (!from.text.empty()) to.emplace(std::string{from.text});
  return AssignResult::fits;
}

template <class E>
AssignResult assign(Open<E>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return AssignResult::wrong_type;
  const E word = parse_as(from.text, E::unknown);
  to = to_string(word) == from.text ? Open<E>{word} : Open<E>{std::string{from.text}};
  return word == E::unknown ? AssignResult::new_word : AssignResult::fits;
}

inline AssignResult assign(std::optional<Timestamp>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return AssignResult::wrong_type;
  to = parse_timestamp(from.text);
  return to ? AssignResult::fits : AssignResult::not_a_time;
}

/// One element of the list.
inline AssignResult assign(std::vector<std::string>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return AssignResult::wrong_type;
  to.emplace_back(from.text);
  return AssignResult::fits;
}

using TextMap = std::map<std::string, std::string, std::less<>>;
/// One entry of the map.
inline AssignResult assign(TextMap& to, std::string_view key, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return AssignResult::wrong_type;
  to.insert_or_assign(std::string{key}, from.text);
  return AssignResult::fits;
}

}  // namespace ticket0::inline v1::detail::json

#pragma once

#include "json/scalar.hpp"
#include "ticket0/types.hpp"

/// From a JSON value to a member, one overload a type. `null` never gets here: it leaves the member unset.
namespace ticket0::inline v1::detail::json {

inline Fit assign(std::string& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return Fit::wrong_type;
  to.assign(from.text);
  return Fit::fits;
}

inline Fit assign(std::optional<std::string>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return Fit::wrong_type;
  to.emplace(from.text);
  return Fit::fits;
}

inline Fit assign(std::optional<std::int64_t>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::integer) return Fit::wrong_type;
  to = from.integer;
  return Fit::fits;
}

inline Fit assign(bool& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::boolean) return Fit::wrong_type;
  to = from.boolean;
  return Fit::fits;
}

template <class Tag>
Fit assign(Id<Tag>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return Fit::wrong_type;
  to = Id<Tag>{std::string{from.text}};
  return Fit::fits;
}

/// An empty id names nothing: it is read as null.
template <class Tag>
Fit assign(std::optional<Id<Tag>>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return Fit::wrong_type;
  if (!from.text.empty()) to.emplace(std::string{from.text});
  return Fit::fits;
}

template <class E>
Fit assign(Open<E>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return Fit::wrong_type;
  const E word = parse_as(from.text, E::unknown);
  to = to_string(word) == from.text ? Open<E>{word} : Open<E>{std::string{from.text}};
  return word == E::unknown ? Fit::new_word : Fit::fits;
}

inline Fit assign(std::optional<Timestamp>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return Fit::wrong_type;
  to = parse_timestamp(from.text);
  return to ? Fit::fits : Fit::not_a_time;
}

/// One element of the list.
inline Fit assign(std::vector<std::string>& to, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return Fit::wrong_type;
  to.emplace_back(from.text);
  return Fit::fits;
}

using TextMap = std::map<std::string, std::string, std::less<>>;
/// One entry of the map.
inline Fit assign(TextMap& to, std::string_view key, const Scalar& from) {
  if (from.kind != Scalar::Kind::text) return Fit::wrong_type;
  to.insert_or_assign(std::string{key}, from.text);
  return Fit::fits;
}

}  // namespace ticket0::inline v1::detail::json

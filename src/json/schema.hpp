#pragma once

#include <span>

#include "json/assign.hpp"

namespace ticket0::inline v1::detail::json {

/// A member of a struct: its name on the wire, and how a value gets into an object of that struct.
struct Member {
  std::string_view name;
  bool is_list;  // an array is due, and `assign` takes its elements one by one
  Fit (*assign)(void* object, const Scalar& from);
  void (*clear)(void* object);
};

/// What the reader has to know of a struct. `object` points to that struct: so one reader, and one copy of
/// nlohmann's parser, serves them all. schema_of() is the one place where a schema meets its type.
struct Schema {
  std::string_view type;  // for people: "Ticket"
  std::string_view one;   // the key that a single object may come under: "ticket"
  std::string_view many;  // the key of a page's items: "tickets"
  std::span<const Member> members;
  bool (*has_id)(const void* object);
  ExtraFields& (*extra)(void* object);
};

/// Defined for each model beside its members.
template <class T>
const Schema& schema_of() noexcept;

template <class Pointer>
struct MemberPointer;
template <class C, class M>
struct MemberPointer<M C::*> {
  using Struct = C;
  using Type = M;
};

/// `member<&Ticket::subject>("subject")`.
template <auto Pointer>
constexpr Member member(std::string_view name) {
  using Struct = typename MemberPointer<decltype(Pointer)>::Struct;
  using Type = typename MemberPointer<decltype(Pointer)>::Type;
  return {
      .name = name,
      .is_list = std::is_same_v<Type, std::vector<std::string>>,
      .assign = [](void* object,
                   const Scalar& from) { return assign(static_cast<Struct*>(object)->*Pointer, from); },
      .clear = [](void* object) { static_cast<Struct*>(object)->*Pointer = Type{}; },
  };
}

template <class T>
constexpr Schema schema(std::string_view type, std::string_view one, std::string_view many,
                        std::span<const Member> members) {
  return {
      .type = type,
      .one = one,
      .many = many,
      .members = members,
      .has_id = [](const void* object) { return !static_cast<const T*>(object)->id.empty(); },
      .extra = [](void* object) -> ExtraFields& { return static_cast<T*>(object)->extra; },
  };
}

}  // namespace ticket0::inline v1::detail::json

#pragma once

#include <span>

#include "json/assign.hpp"

namespace ticket0::inline v1::detail::json {

/// What has to come for a member.
enum class Shape : std::uint8_t {
  value,
  list,  // an array, whose elements are assigned one by one
  map,   // an object, whose entries are assigned one by one
};

/// A member of a struct: its name on the wire, and how a value gets into an object of that struct.
struct Member {
  std::string_view name;
  Shape shape;
  /// `key` is a map entry's; empty for all else.
  AssignResult (*assign)(void* object, std::string_view key, const Scalar& from);
  /// Back to unset: `null` came.
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

template <class T>
inline constexpr Shape shape_of = Shape::value;
template <>
inline constexpr Shape shape_of<std::vector<std::string>> = Shape::list;
template <>
inline constexpr Shape shape_of<TextMap> = Shape::map;

/// `member<&Ticket::subject>("subject")`.
template <auto Pointer>
constexpr Member member(std::string_view name) {
  using Struct = typename MemberPointer<decltype(Pointer)>::Struct;
  using Type = typename MemberPointer<decltype(Pointer)>::Type;
  return {
      .name = name,
      .shape = shape_of<Type>,
      .assign =
          [](void* object, [[maybe_unused]] std::string_view key, const Scalar& from) {
            Type& to = static_cast<Struct*>(object)->*Pointer;
            if constexpr (shape_of<Type> == Shape::map)
              return assign(to, key, from);
            else
              return assign(to, from);
          },
      .clear = [](void* object) { static_cast<Struct*>(object)->*Pointer = Type{}; },
  };
}

/// An optional member that the older generation has under another name, see older_member: `null` leaves what
/// came under that.
template <auto Pointer>
constexpr Member newer_member(std::string_view name) {
  Member newer = member<Pointer>(name);
  newer.clear = [](void*) {};
  return newer;
}

/// Another name, of the older generation, for an optional member: the newer name's value wins, whichever
/// comes first.
template <auto Pointer>
constexpr Member older_member(std::string_view name) {
  using Struct = typename MemberPointer<decltype(Pointer)>::Struct;
  return {
      .name = name,
      .shape = Shape::value,
      .assign =
          [](void* object, std::string_view, const Scalar& from) {
            auto& to = static_cast<Struct*>(object)->*Pointer;
            auto other = to;  // keeps its value, but tells whether `from` fits
            return assign(to ? other : to, from);
          },
      .clear = [](void*) {},
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
      .has_id =
          []([[maybe_unused]] const void* object) {
            if constexpr (requires(const T& each) { each.id.empty(); })
              return !static_cast<const T*>(object)->id.empty();
            else
              return true;  // not an object of the service
          },
      .extra = [](void* object) -> ExtraFields& { return static_cast<T*>(object)->extra; },
  };
}

}  // namespace ticket0::inline v1::detail::json

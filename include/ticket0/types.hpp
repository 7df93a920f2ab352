#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ticket0/export.hpp"
#include "ticket0/fwd.hpp"

#ifndef __cpp_exceptions
#error "ticket0 reports errors by exceptions: compile without -fno-exceptions"
#endif

/// A client for the REST API of the Ticket0 help desk. The inline namespace `v1` is part of the ABI: leave it
/// out of your code.
namespace ticket0::inline v1 {

namespace detail {
/// A string, a view or a literal.
template <class T>
concept TextLike = std::is_convertible_v<const T&, std::string_view> && !std::is_same_v<T, std::nullptr_t>;
/// What an Id, an Open or a Secret can be made from, apart from itself: nothing deduces a brace.
template <class T, class Self>
concept TextFor = !std::is_same_v<std::remove_cvref_t<T>, Self> && TextLike<std::remove_reference_t<T>> &&
                  std::is_constructible_v<std::string, T>;
}  // namespace detail

/// An opaque id. Each kind of object has its own type, so a customer's id cannot be passed as a ticket's.
template <class Tag>
class Id {
 public:
  /// An empty id; no call accepts it.
  Id() = default;
  /// From a string, a view or a literal. Accepts any text; the call that uses the id checks it.
  template <detail::TextFor<Id> T>
  explicit Id(T&& text) : value_(std::forward<T>(text)) {}
  /// The id as the service sent it. Opaque: do not parse it.
  [[nodiscard]] const std::string& str() const noexcept { return value_; }
  /// A call given an empty id throws InvalidArgument.
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
  friend bool operator==(const Id&, const Id&) = default;
  friend std::strong_ordering operator<=>(const Id&, const Id&) = default;
  /// Prints str().
  template <class Traits>
  friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const Id& id) {
    return out << id.value_;
  }

 private:
  std::string value_;
};

/// RFC 3339 in UTC, e.g. "2026-04-22T10:30:00Z"; a fraction only if it is not zero. Years outside 0 to 9999,
/// which RFC 3339 cannot express, are written with a sign or more digits, and a
/// year beyond 32767 as 32767.
[[nodiscard]] TICKET0_EXPORT std::string to_string(Timestamp time);
/// Parses RFC 3339 with any offset; digits beyond the microsecond are dropped. Empty if `text` is not a time.
[[nodiscard]] TICKET0_EXPORT std::optional<Timestamp> parse_timestamp(std::string_view text) noexcept;

/// Members this version does not know: name -> JSON text. Kept when read, sent when written.
using ExtraFields = std::map<std::string, std::string, std::less<>>;
/// `text` as a quoted JSON string, for ExtraFields. Throws InvalidArgument on invalid UTF-8.
[[nodiscard]] TICKET0_EXPORT std::string json_string(std::string_view text);
/// `text` with U+FFFD in place of every byte that is not valid UTF-8, for text of unknown origin: requests
/// must be UTF-8.
[[nodiscard]] TICKET0_EXPORT std::string lossy_utf8(std::string_view text);

/// An enum that the service may extend. Keeps the string that the service sent and sends it back unchanged,
/// known or not. A string that this version does not know has the value E::unknown.
template <class E>
class Open {
 public:
  /// A value of this version. E::unknown has no string, so no request accepts it.
  Open(E value = E::unknown) noexcept : value_(value) {}
  /// From a string, a view or a literal: any text, even one that this version does not know; it is sent as it
  /// is.
  template <detail::TextFor<Open> T>
  explicit Open(T&& text) : value_(parse_as(std::string_view{text}, E::unknown)) {
    // Kept only if to_string() would not give it back: a new string, or an older spelling.
    if (value_ == E::unknown || std::string_view{text} != to_string(value_))
      text_ = std::string(std::forward<T>(text));
  }
  /// E::unknown if this version does not know the string, or if there is none.
  [[nodiscard]] E value() const noexcept { return value_; }
  /// False if value() is E::unknown.
  [[nodiscard]] bool is_known() const noexcept { return value_ != E::unknown; }
  /// The string on the wire; empty if the service sent none. For an unknown value or an older spelling this
  /// is a view into the object: valid while the object lives and is not assigned to.
  [[nodiscard]] std::string_view text() const noexcept {
    return value_ == E::unknown || !text_.empty() ? std::string_view{text_} : to_string(value_);
  }
  /// Compares values, and two unknown ones by their strings. So `x == E::unknown` is false if x holds a
  /// string that this version does not know.
  friend bool operator==(const Open& a, const Open& b) noexcept {
    return a.value_ == b.value_ && (a.value_ != E::unknown || a.text_ == b.text_);
  }
  /// Prints text().
  template <class Traits>
  friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                      const Open& value) {
    return out << value.text();
  }

 private:
  E value_;
  std::string text_{};
};

// In every enum below, `unknown` stands for a string that this version does not know.

/// `closed` is final: the service rejects a reply to a closed ticket. Older workspaces have neither
/// `processing` nor `closed`.
enum class TicketStatus : std::uint8_t { unknown, processing, open, pending, snoozed, resolved, closed };
/// `inbound`: from the customer. `outbound`: to the customer, by an operator or the AI.
enum class Direction : std::uint8_t { unknown, inbound, outbound };
/// How a message was sent. Older workspaces do not report it.
enum class Channel : std::uint8_t { unknown, email, chat };
/// `user`: a human operator; `agent`: the service's AI, or the system.
enum class AuthorType : std::uint8_t { unknown, customer, user, agent };
/// What the service's AI detects in a customer's message.
enum class Sentiment : std::uint8_t { unknown, positive, neutral, negative, frustrated };
/// Whether an article is published.
enum class ArticleStatus : std::uint8_t { unknown, published, draft };

/// @{
/// The string on the wire; "" for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(TicketStatus value) noexcept;
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(Direction value) noexcept;
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(Channel value) noexcept;
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(AuthorType value) noexcept;
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(Sentiment value) noexcept;
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(ArticleStatus value) noexcept;
/// @}
/// @{
/// The value of a string on the wire; `otherwise` if this version does not know it.
[[nodiscard]] TICKET0_EXPORT TicketStatus parse_as(std::string_view text, TicketStatus otherwise) noexcept;
[[nodiscard]] TICKET0_EXPORT Direction parse_as(std::string_view text, Direction otherwise) noexcept;
[[nodiscard]] TICKET0_EXPORT Channel parse_as(std::string_view text, Channel otherwise) noexcept;
[[nodiscard]] TICKET0_EXPORT AuthorType parse_as(std::string_view text, AuthorType otherwise) noexcept;
[[nodiscard]] TICKET0_EXPORT Sentiment parse_as(std::string_view text, Sentiment otherwise) noexcept;
[[nodiscard]] TICKET0_EXPORT ArticleStatus parse_as(std::string_view text, ArticleStatus otherwise) noexcept;
/// @}

/// What a response had that this version does not expect; see Observer::on_drift().
enum class Drift : std::uint8_t {
  new_member,     ///< A member that this version does not know; kept in `extra`.
  new_value,      ///< An enum's string that this version does not know; kept in the Open.
  wrong_type,     ///< A member of another JSON type than documented; dropped.
  wrong_element,  ///< An element of a list or a map of another JSON type than documented; dropped.
  bad_time        ///< A time that is not RFC 3339; dropped.
};
/// The same in words, e.g. "new member".
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(Drift value) noexcept;

/// Clears a member in a PATCH: `{.assignee_id = ticket0::null}`.
struct null_t {
  /// Not a default constructor, so that `{}` stays an unset Field.
  explicit constexpr null_t(int) noexcept {}
};
/// Assign this to a Field; there is no need to make another null_t.
inline constexpr null_t null{0};

namespace detail {
/// Takes any inner pair of braces, so that Field can say what to write instead.
struct InnerBraces {
  InnerBraces() noexcept;
  template <class... Any>
  InnerBraces(const Any&...) noexcept;
  InnerBraces(std::initializer_list<InnerBraces>) noexcept;
};
}  // namespace detail

/// A member of a PATCH: unset (the default), `ticket0::null`, or a value. Use one pair of braces at most:
/// `.tags = {"billing", "vip"}`; more do not compile.
template <class T>
class Field {
  static constexpr bool is_list = std::is_same_v<T, std::vector<std::string>>;

 public:
  /// Unset: the member is left out of the request and keeps its value.
  Field() noexcept = default;
  /// Sent as null, which clears the member.
  template <class U>
  requires std::is_same_v<U, null_t> Field(U)
  noexcept : state_(State::cleared) {}
  /// Sent as this value. Accepts anything that converts to T, except `nullptr`.
  template <class U>  // without a default: a nested brace deduces nothing, and cannot become a T by mistake
  requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::remove_cvref_t<U>, Field> &&
           !std::is_same_v<std::remove_cvref_t<U>, null_t> &&
           !std::is_same_v<std::remove_cvref_t<U>, std::nullptr_t>)  // `nullptr` would become a null string
      Field(U&& value)
      : state_(State::value), value_(std::forward<U>(value)) {}
  /// A list of one or more texts: `{"billing", "vip"}`.
  template <detail::TextLike... Words>
  requires(is_list && sizeof...(Words) > 0) Field(const Words&... words)
      : state_(State::value), value_(std::in_place) {
    value_->reserve(sizeof...(words));
    (value_->emplace_back(std::string_view{words}), ...);
  }
  /// @cond
  /// For `{{}}` and `{{"a", "b"}}`: only a nested brace leaves U at its default. Never compiles.
  template <class U = detail::InnerBraces>
  requires std::is_same_v<U, detail::InnerBraces> Field(U) {
    static_assert(sizeof(U) == 0 || !is_list,
                  "ticket0::Field: write one pair of braces, {\"a\", \"b\"}; to clear a list: "
                  "std::vector<std::string>{}");
    static_assert(sizeof(U) == 0 || is_list,
                  "ticket0::Field: write one pair of braces, or none, around the value");
  }
  /// @endcond
  /// @{
  /// Exactly one of the three is true.
  [[nodiscard]] bool is_unset() const noexcept { return state_ == State::unset; }
  [[nodiscard]] bool is_null() const noexcept { return state_ == State::cleared; }
  [[nodiscard]] bool has_value() const noexcept { return state_ == State::value; }
  /// @}
  /// The value; requires has_value().
  [[nodiscard]] const T& operator*() const noexcept { return *value_; }

 private:
  enum class State : std::uint8_t { unset, cleared, value };
  State state_ = State::unset;
  std::optional<T> value_{};
};

/// @{
/// A Field from an optional: `or_null` clears the member if `value` is empty, `or_unset` leaves it as it is.
template <class T>
[[nodiscard]] Field<T> or_null(std::optional<T> value) {
  return value ? Field<T>(*std::move(value)) : Field<T>(null);
}
template <class T>
[[nodiscard]] Field<T> or_unset(std::optional<T> value) {
  return value ? Field<T>(*std::move(value)) : Field<T>();
}
/// @}

/// A string that cannot be printed or converted, and that overwrites its memory when destroyed.
class TICKET0_EXPORT Secret {
 public:
  Secret() = default;
  /// From a string, a view or a literal. A string that is moved in is taken over, and wiped. Any copy that
  /// you keep is yours to wipe.
  template <detail::TextFor<Secret> T>
  explicit Secret(T&& text) : value_(std::forward<T>(text)) {
    if constexpr (std::is_same_v<T, std::string>)
      wipe(text);  // a short string is copied by the move, not taken
  }
  /// @{
  /// Each copy wipes its own memory. A moved-from Secret is empty and wiped.
  Secret(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  /// @}
  ~Secret();
  /// Valid while this object lives and is not assigned to. Any copy that you make of it is yours to wipe.
  [[nodiscard]] std::string_view reveal() const noexcept;
  /// True for a default-constructed or moved-from Secret, or one made from "".
  [[nodiscard]] bool empty() const noexcept;

 private:
  static void wipe(std::string& text) noexcept;
  std::string value_;
};

}  // namespace ticket0::inline v1

/// @cond
template <class Tag>
struct std::hash<ticket0::Id<Tag>> {
  std::size_t operator()(const ticket0::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.str());
  }
};
/// @endcond

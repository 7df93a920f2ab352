#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
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

/// A client for the REST API of the Ticket0 help desk. The inline namespace `v1` is part of the ABI: leave it
/// out of your code.
namespace ticket0::inline v1 {

/// An opaque id. Each kind of object has its own type, so a customer's id cannot be passed as a ticket's.
template <class Tag>
class Id {
 public:
  /// An empty id; no call accepts it.
  Id() = default;
  /// Accepts any string; the call that uses the id checks it.
  explicit Id(std::string value) noexcept : value_(std::move(value)) {}
  /// The id as the service sent it. Opaque: do not parse it.
  [[nodiscard]] const std::string& str() const noexcept { return value_; }
  /// A call given an empty id throws InvalidArgument.
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
  friend bool operator==(const Id&, const Id&) = default;
  friend std::strong_ordering operator<=>(const Id&, const Id&) = default;

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

/// An enum that the service may extend. Keeps the string that the service sent and sends it back unchanged,
/// known or not. A string that this version does not know has the value E::unknown.
template <class E>
class Open {
 public:
  /// A value of this version. E::unknown has no string, so no request accepts it.
  Open(E value = E::unknown) noexcept : value_(value) {}
  /// Any string, even one that this version does not know; it is sent as it is.
  explicit Open(std::string text) : value_(parse_as(text, E::unknown)) {
    // Kept only if to_string() would not give it back: a new string, or an older spelling.
    if (value_ == E::unknown || text != to_string(value_)) text_ = std::move(text);
  }
  /// E::unknown if this version does not know the string, or if there is none.
  [[nodiscard]] E value() const noexcept { return value_; }
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

/// A member of a PATCH: unset (the default), `ticket0::null`, or a value.
template <class T>
class Field {
 public:
  /// Unset: the member is left out of the request and keeps its value.
  Field() noexcept = default;
  /// Sent as null, which clears the member.
  Field(null_t) noexcept : state_(State::cleared) {}
  /// Sent as this value. Accepts anything that converts to T, except `nullptr`.
  template <class U = T>
  requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::remove_cvref_t<U>, Field> &&
           !std::is_same_v<std::remove_cvref_t<U>, null_t> &&
           !std::is_same_v<std::remove_cvref_t<U>, std::nullptr_t>)  // `nullptr` would become a null string
      Field(U&& value)
      : state_(State::value), value_(std::forward<U>(value)) {}
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

/// A string that cannot be printed or converted, and that overwrites its memory when destroyed.
class TICKET0_EXPORT Secret {
 public:
  Secret() = default;
  /// Takes the string over and wipes what is left in `value`. Any copy that you keep is yours to wipe.
  explicit Secret(std::string value) noexcept;
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

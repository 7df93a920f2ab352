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

/// A client for the REST API of the Ticket0 help desk. All names are in the inline namespace `v1` too, which
/// is part of the ABI and of nothing you write.
namespace ticket0::inline v1 {

/// An opaque id. Each resource has its own type, so that a customer's id is never passed where a ticket's is
/// due.
template <class Tag>
class Id {
 public:
  /// Empty, which no call takes.
  Id() = default;
  /// Any text; whether it may stand in a request is checked there.
  explicit Id(std::string value) noexcept : value_(std::move(value)) {}
  /// The text as the service gave it. It says nothing: do not take it apart.
  [[nodiscard]] const std::string& str() const noexcept { return value_; }
  /// True where it names nothing.
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
  friend bool operator==(const Id&, const Id&) = default;
  friend std::strong_ordering operator<=>(const Id&, const Id&) = default;

 private:
  std::string value_;
};
/// @{
/// One for each kind of object.
using TicketId = Id<struct TicketTag>;
using MessageId = Id<struct MessageTag>;
using CustomerId = Id<struct CustomerTag>;
using UserId = Id<struct UserTag>;
using InboxId = Id<struct InboxTag>;
using ConversationId = Id<struct ConversationTag>;
using ArticleId = Id<struct ArticleTag>;
/// @}
/// Where a list goes on: the service's `nextCursor`.
using Cursor = Id<struct CursorTag>;

/// A moment in UTC, to the microsecond. Compares and subtracts with the system clock's.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;
/// RFC 3339 in UTC, e.g. "2026-04-22T10:30:00Z"; a fraction only where there is one. Years outside 0 to 9999,
/// which RFC 3339 cannot say, are written with a sign or more digits, and those beyond 32767 as that one.
[[nodiscard]] TICKET0_EXPORT std::string to_string(Timestamp time);
/// Reads RFC 3339 with any offset; digits beyond the microsecond are cut. Empty where `text` is not a time.
[[nodiscard]] TICKET0_EXPORT std::optional<Timestamp> parse_timestamp(std::string_view text) noexcept;

/// Members this version does not know: name -> JSON text. Kept on read, sent on write.
using ExtraFields = std::map<std::string, std::string, std::less<>>;
/// `text` as a JSON string with its quotes, for ExtraFields. Throws ConfigError on invalid UTF-8.
[[nodiscard]] TICKET0_EXPORT std::string json_string(std::string_view text);

/// An enum the service may extend. The text that came is kept and written back unchanged, known or not.
/// A text this version does not know has the value E::unknown; two such are equal if their texts are.
template <class E>
class Open {
 public:
  /// A word of this version; of E::unknown none, which no request takes.
  Open(E value = E::unknown) noexcept : value_(value) {}
  /// Any word, also one that this version does not know: it is sent as it is.
  explicit Open(std::string text) : value_(parse_as(text, E::unknown)) {
    // Only a word that to_string() would not give back has to be kept: a new one, or an older spelling.
    if (value_ == E::unknown || text != to_string(value_)) text_ = std::move(text);
  }
  /// E::unknown where the word is not known, and where there is none.
  [[nodiscard]] E value() const noexcept { return value_; }
  /// The word on the wire. Empty where the service sent nothing.
  [[nodiscard]] std::string_view text() const noexcept {
    return value_ == E::unknown || !text_.empty() ? std::string_view{text_} : to_string(value_);
  }
  /// By value; of two unknown ones by text. So `x == E::unknown` is false where x has an unknown word.
  friend bool operator==(const Open& a, const Open& b) noexcept {
    return a.value_ == b.value_ && (a.value_ != E::unknown || a.text_ == b.text_);
  }

 private:
  E value_;
  std::string text_{};
};

// Of every enum below, `unknown` stands for a word this version does not know.

/// `closed` is final: the service accepts no reply to such a ticket. Older workspaces have neither
/// `processing` nor `closed`.
enum class TicketStatus : std::uint8_t { unknown, processing, open, pending, snoozed, resolved, closed };
/// The word on the wire; "" for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(TicketStatus value) noexcept;
/// The value of a word on the wire; `otherwise` for one that this version does not know.
[[nodiscard]] TICKET0_EXPORT TicketStatus parse_as(std::string_view text, TicketStatus otherwise) noexcept;

/// `inbound`: from the customer. `outbound`: to the customer, by an operator or the AI.
enum class Direction : std::uint8_t { unknown, inbound, outbound };
/// The word on the wire; "" for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(Direction value) noexcept;
/// The value of a word on the wire; `otherwise` for one that this version does not know.
[[nodiscard]] TICKET0_EXPORT Direction parse_as(std::string_view text, Direction otherwise) noexcept;

/// How a message came or went. Older workspaces do not say.
enum class Channel : std::uint8_t { unknown, email, chat };
/// The word on the wire; "" for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(Channel value) noexcept;
/// The value of a word on the wire; `otherwise` for one that this version does not know.
[[nodiscard]] TICKET0_EXPORT Channel parse_as(std::string_view text, Channel otherwise) noexcept;

/// `user`: a human operator; `agent`: the service's AI, or the system.
enum class AuthorType : std::uint8_t { unknown, customer, user, agent };
/// The word on the wire; "" for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(AuthorType value) noexcept;
/// The value of a word on the wire; `otherwise` for one that this version does not know.
[[nodiscard]] TICKET0_EXPORT AuthorType parse_as(std::string_view text, AuthorType otherwise) noexcept;

/// What the service's AI reads out of a customer's message.
enum class Sentiment : std::uint8_t { unknown, positive, neutral, negative, frustrated };
/// The word on the wire; "" for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(Sentiment value) noexcept;
/// The value of a word on the wire; `otherwise` for one that this version does not know.
[[nodiscard]] TICKET0_EXPORT Sentiment parse_as(std::string_view text, Sentiment otherwise) noexcept;

/// Whether an article is published.
enum class ArticleStatus : std::uint8_t { unknown, published, draft };
/// The word on the wire; "" for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(ArticleStatus value) noexcept;
/// The value of a word on the wire; `otherwise` for one that this version does not know.
[[nodiscard]] TICKET0_EXPORT ArticleStatus parse_as(std::string_view text, ArticleStatus otherwise) noexcept;

/// Clears a member in a PATCH: `{.assignee_id = ticket0::null}`.
struct null_t {
  /// Not a default one, so that `{}` stays an unset Field.
  explicit constexpr null_t(int) noexcept {}
};
/// The only value of its type that is needed.
inline constexpr null_t null{0};

/// A member of a PATCH: left out (the default), `ticket0::null`, or a value.
template <class T>
class Field {
 public:
  /// Left out: the member stays as it is.
  Field() noexcept = default;
  /// Sent as null: the member is cleared.
  Field(null_t) noexcept : state_(State::cleared) {}
  /// Sent as this value. Takes whatever converts to a T, except `nullptr`.
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
  /// The value. Only where has_value().
  [[nodiscard]] const T& operator*() const noexcept { return *value_; }

 private:
  enum class State : std::uint8_t { unset, cleared, value };
  State state_ = State::unset;
  std::optional<T> value_{};
};

/// A string that does not print, does not convert, and overwrites its memory when it goes.
class TICKET0_EXPORT Secret {
 public:
  /// An empty one.
  Secret() = default;
  /// Takes the text over and wipes what is left of `value`; a copy that you keep is yours to wipe.
  explicit Secret(std::string value) noexcept;
  /// @{
  /// Each copy wipes its own memory. One that was moved from is empty, and wiped.
  Secret(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  /// @}
  ~Secret();
  /// Valid while this object lives and is not assigned to. What you copy out of it is yours to wipe.
  [[nodiscard]] std::string_view reveal() const noexcept;
  /// True where there is no secret in it.
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

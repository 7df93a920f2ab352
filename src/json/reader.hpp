#pragma once

#include "json/decode.hpp"
#include "json/json_writer.hpp"
#include "json/schema.hpp"

namespace ticket0::inline v1::detail::json {

/// Where the items of a page go, whatever their type.
struct PageSink {
  void* items;
  void* (*append)(void* items);
  std::optional<Cursor>& next;
  std::optional<std::int64_t>& total;
};

/// A parser's handler (see sax.hpp) that fills one object, or a page of them, as the events come: no document
/// in between.
class Reader {
 public:
  Reader(const Schema& schema, void* object) noexcept : schema_(schema), object_(object) {}
  Reader(const Schema& schema, const PageSink& page) noexcept : schema_(schema), page_(&page) {}

  // What nearly every event of a page takes is inline: a known member, in its turn, with a value of its own.
  bool value(const Scalar& scalar) {
    if (++values_ > max_values) return stop_at_too_many_values();
    const bool is_of_member = state_ == State::object && member_ != nullptr;
    if (!is_of_member || member_->shape != Shape::value || scalar.kind == Scalar::Kind::null)
      return other_value(scalar);
    const AssignResult result = member_->assign(object_, {}, scalar);
    return result == AssignResult::fits || misfit(result);
  }
  bool key(std::string_view name) {
    if (state_ != State::object) return outer_key(name);
    // Answers have their members in the schema's order, as a rule, if not all of them.
    for (const Member* each = next_; each != end_; ++each) {
      if (each->name != name) continue;
      member_ = each;
      next_ = each + 1;
      return true;
    }
    return other_key(name);
  }
  bool open(char bracket);
  bool close(char bracket);

  /// The service has 100 objects on a page, or all messages of a ticket.
  static constexpr std::size_t max_items = 50'000;
  /// Including those that have parts: a small body of nothing but brackets would become large in memory.
  static constexpr std::size_t max_values = 1'000'000;

  /// Why it stopped; empty if it did not.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
  /// After the last event: is something missing that has to be there?
  [[nodiscard]] std::string missing() const;
  /// It stopped at one of these.
  [[nodiscard]] bool over_limit() const noexcept { return items_ > max_items || values_ > max_values; }
  [[nodiscard]] std::vector<DriftNote> take_drift() noexcept { return std::move(drift_); }

 private:
  /// How many notes are kept for an answer: finding one again takes time that grows with their number.
  static constexpr std::size_t max_drift = 64;
  enum class State : std::uint8_t {
    document,  // before the outermost bracket, and after it
    envelope,  // in a page's object
    items,     // in its list
    object,    // in an object of the schema's type
    list,      // in a member that is a list of texts
    map,       // in a member that is an object of texts
    capture,   // in an unknown member, whose text is kept
    skip,      // in something that is of no use
  };
  enum class EnvelopeKey : std::uint8_t { other, items, next, total };

  bool envelope_value(const Scalar& scalar);
  bool other_value(const Scalar& scalar);
  bool member_value(const Scalar& scalar);
  bool unknown_value(const Scalar& scalar);
  bool misfit(AssignResult result);
  bool other_key(std::string_view name);
  bool outer_key(std::string_view name);
  void note(AssignResult result, std::string_view member, Drift wrong_type);
  void note(std::string_view member, Drift what);
  void begin_object();
  /// Goes into something nested and comes back to the present state.
  void descend(State into) noexcept;
  bool stop(std::string problem);
  bool stop_at(std::size_t limit, std::string_view of);
  // Kept apart, so that the usual paths need no room for their texts.
  bool stop_at_too_many_values();
  bool stop_at_too_many_items();
  bool stop_at_a_list();
  bool stop_at_no_list();
  bool stop_at_no_cursor();
  bool stop_at_no_id();

  const Schema& schema_;
  void* object_{nullptr};
  const PageSink* page_{nullptr};
  State state_{State::document};
  State resume_{State::document};  // after capture or skip
  int nested_{0};                  // open brackets of capture or skip
  EnvelopeKey envelope_key_{EnvelopeKey::other};
  bool items_seen_{false};
  std::size_t items_{0};
  std::size_t values_{0};
  const Member* member_{nullptr};  // of the last key; nullptr: unknown
  const Member* next_{nullptr};    // the one after it in the schema, or the end
  const Member* const end_{schema_.members.data() + schema_.members.size()};
  std::string map_key_{};  // in State::map
  std::string unknown_key_{};
  JsonWriter captured_{};
  std::string problem_{};
  std::vector<DriftNote> drift_{};
};

}  // namespace ticket0::inline v1::detail::json

#include "json/reader.hpp"

#include <algorithm>

namespace ticket0::inline v1::detail::json {

bool Reader::other_value(const Scalar& scalar) {
  switch (state_) {
    case State::document: return stop("is a bare value and not an object");
    case State::envelope: return envelope_value(scalar);
    case State::items: note(schema_.many, Drift::wrong_element); return true;
    case State::list:
    case State::map:
      note(member_->assign(object_, map_key_, scalar), member_->name, Drift::wrong_element);
      return true;
    case State::capture: captured_.value(scalar); return true;
    case State::object: return member_value(scalar);
    case State::skip: return true;
  }
  return true;
}

bool Reader::envelope_value(const Scalar& scalar) {
  const bool is_null = scalar.kind == Scalar::Kind::null;
  switch (envelope_key_) {
    case EnvelopeKey::items:
      // Some servers write an empty list as null.
      return is_null || stop_at_no_list();
    case EnvelopeKey::next:
      page_->next.reset();
      if (is_null) return true;
      if (scalar.kind != Scalar::Kind::text) return stop_at_no_cursor();
      if (!scalar.text.empty()) page_->next.emplace(std::string{scalar.text});
      return true;
    case EnvelopeKey::total:
      if (scalar.kind == Scalar::Kind::integer)
        page_->total = scalar.integer;
      else if (!is_null)
        note("total", Drift::wrong_type);
      return true;
    case EnvelopeKey::other: return true;
  }
  return true;
}

bool Reader::member_value(const Scalar& scalar) {
  if (member_ == nullptr) return unknown_value(scalar);
  if (scalar.kind == Scalar::Kind::null)
    member_->clear(object_);
  else
    note(member_->name, Drift::wrong_type);
  return true;
}

bool Reader::unknown_value(const Scalar& scalar) {
  captured_.value(scalar);
  schema_.extra(object_).insert_or_assign(unknown_key_, captured_.take());
  return true;
}

bool Reader::misfit(AssignResult result) {
  note(result, member_->name, Drift::wrong_type);
  return true;
}

bool Reader::other_key(std::string_view name) {
  member_ =
      std::find_if(schema_.members.data(), next_, [name](const Member& each) { return each.name == name; });
  if (member_ != next_) {
    next_ = member_ + 1;
    return true;
  }
  member_ = nullptr;
  unknown_key_ = name;
  note(name, Drift::new_member);
  return true;
}

bool Reader::outer_key(std::string_view name) {
  switch (state_) {
    case State::envelope:
      envelope_key_ = name == schema_.many   ? EnvelopeKey::items
                      : name == "nextCursor" ? EnvelopeKey::next
                      : name == "total"      ? EnvelopeKey::total
                                             : EnvelopeKey::other;
      items_seen_ = items_seen_ || envelope_key_ == EnvelopeKey::items;
      break;
    case State::map: map_key_ = name; break;
    case State::capture: captured_.key(name); break;
    case State::document:
    case State::items:
    case State::object:
    case State::list:
    case State::skip: break;
  }
  return true;
}

bool Reader::open(char bracket) {
  if (++values_ > max_values) return stop_at_too_many_values();
  switch (state_) {
    case State::document:
      if (bracket == '[') return stop_at_a_list();
      if (page_ != nullptr)
        state_ = State::envelope;
      else
        begin_object();
      return true;
    case State::envelope:
      if (envelope_key_ == EnvelopeKey::next) return stop_at_no_cursor();
      if (envelope_key_ == EnvelopeKey::items) {
        if (bracket != '[') return stop_at_no_list();
        state_ = State::items;
        return true;
      }
      if (envelope_key_ == EnvelopeKey::total) note("total", Drift::wrong_type);
      descend(State::skip);
      return true;
    case State::items:
      if (bracket == '{') {
        if (++items_ > max_items) return stop_at_too_many_items();
        object_ = page_->append(page_->items);
        begin_object();
      } else {
        note(schema_.many, Drift::wrong_element);
        descend(State::skip);
      }
      return true;
    case State::object:
      if (member_ == nullptr) {
        captured_.open(bracket);
        descend(State::capture);
      } else if (member_->shape == (bracket == '[' ? Shape::list : Shape::map)) {
        member_->clear(object_);
        state_ = bracket == '[' ? State::list : State::map;
      } else {
        note(member_->name, Drift::wrong_type);
        descend(State::skip);
      }
      return true;
    case State::list:
    case State::map:
      note(member_->name, Drift::wrong_element);
      descend(State::skip);
      return true;
    case State::capture:
      captured_.open(bracket);
      ++nested_;
      return true;
    case State::skip: ++nested_; return true;
  }
  return true;
}

bool Reader::close(char bracket) {
  switch (state_) {
    case State::object:
      if (page_ != nullptr && !schema_.has_id(object_)) return stop_at_no_id();
      state_ = page_ != nullptr ? State::items : State::document;
      return true;
    case State::list:
    case State::map: state_ = State::object; return true;
    case State::items: state_ = State::envelope; return true;
    case State::envelope: state_ = State::document; return true;
    case State::capture:
      captured_.close(bracket);
      if (--nested_ == 0) {
        schema_.extra(object_).insert_or_assign(unknown_key_, captured_.take());
        state_ = resume_;
      }
      return true;
    case State::skip:
      if (--nested_ == 0) state_ = resume_;
      return true;
    case State::document: return true;
  }
  return true;
}

std::string Reader::missing() const {
  if (page_ != nullptr) return items_seen_ ? std::string{} : "has no \"" + std::string{schema_.many} + "\"";
  return schema_.has_id(object_) ? std::string{} : "is a " + std::string{schema_.type} + " without an id";
}

void Reader::note(AssignResult result, std::string_view member, Drift wrong_type) {
  switch (result) {
    case AssignResult::fits: return;
    case AssignResult::wrong_type: return note(member, wrong_type);
    case AssignResult::new_word: return note(member, Drift::new_value);
    case AssignResult::not_a_time: return note(member, Drift::bad_time);
  }
}

void Reader::note(std::string_view member, Drift what) {
  if (drift_.size() == max_drift) return;
  DriftNote note{.type = schema_.type, .member = std::string{member}, .what = what};
  if (std::find(drift_.begin(), drift_.end(), note) == drift_.end()) drift_.push_back(std::move(note));
}

void Reader::begin_object() {
  state_ = State::object;
  member_ = nullptr;
  next_ = schema_.members.data();
}

void Reader::descend(State into) noexcept {
  resume_ = state_;
  state_ = into;
  nested_ = 1;
}

bool Reader::stop_at(std::size_t limit, std::string_view of) {
  return stop("has more than " + std::to_string(limit) + " " + std::string{of});
}

bool Reader::stop_at_too_many_values() { return stop_at(max_values, "values"); }
bool Reader::stop_at_too_many_items() { return stop_at(max_items, "objects"); }
bool Reader::stop_at_a_list() { return stop("is a list and not an object"); }
bool Reader::stop_at_no_list() {
  return stop("has a \"" + std::string{schema_.many} + "\" that is not a list");
}
bool Reader::stop_at_no_cursor() { return stop("has a \"nextCursor\" that is not a text"); }
bool Reader::stop_at_no_id() { return stop("has a " + std::string{schema_.type} + " without an id"); }

bool Reader::stop(std::string problem) {
  problem_ = std::move(problem);
  return false;
}

}  // namespace ticket0::inline v1::detail::json

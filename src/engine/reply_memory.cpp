#include "engine/reply_memory.hpp"

#include <algorithm>

#include "types/process.hpp"

namespace ticket0::inline v1::detail {

namespace {
std::string key_of(const TicketId& ticket, const MessageId& id) { return ticket.str() + '\n' + id.str(); }
}  // namespace

ReplyMemory::Known ReplyMemory::knows(const TicketId& ticket, const Message& message) const {
  const std::string key = key_of(ticket, message.id);
  const std::lock_guard lock{mutex_};
  return knows(key, message.created_at);
}

ReplyMemory::Known ReplyMemory::knows(const std::string& key, std::optional<Timestamp> shown) const {
  constexpr std::chrono::minutes another_service{1};
  const auto found = known_.find(key);
  if (found == known_.end()) return Known::no;
  const std::optional<Timestamp>& created = found->second;
  if (!created || !shown) return Known::perhaps;
  if (*created == *shown) return Known::yes;
  // One of the two may be rounded, or be of another moment of the same message.
  return std::chrono::abs(*created - *shown) < another_service ? Known::perhaps : Known::no;
}

void ReplyMemory::saw_dates(Timestamp created, Timestamp date) noexcept {
  const bool agree = std::chrono::abs(created - date) <= std::chrono::minutes{1};
  const std::lock_guard lock{mutex_};
  (agree ? agreed_ : disagreed_) = true;
}

bool ReplyMemory::dates_agree() const noexcept {
  const std::lock_guard lock{mutex_};
  return agreed_ && !disagreed_;
}

void ReplyMemory::remember(const TicketId& ticket, const Message& message) {
  std::string key = key_of(ticket, message.id);
  if (const auto found = known_.find(key); found != known_.end()) {
    found->second = message.created_at;
    return;
  }
  order_.push_back(key);
  try {
    known_.emplace(std::move(key), message.created_at);
  } catch (...) {
    order_.pop_back();
    throw;
  }
  if (order_.size() <= capacity) return;
  known_.erase(order_.front());
  order_.pop_front();
}

void ReplyMemory::forget_old(std::chrono::steady_clock::time_point now) {
  // A call that is under way may still meet the message of one that was lost when it began.
  const auto oldest = under_way_.empty() ? now : std::min(now, under_way_.front().began);
  while (!lost_.empty() && lost_.front().ended + lost_for < oldest) lost_.pop_front();
  while (lost_.size() > lost_capacity) {
    forgotten_ = lost_.front().ended;
    lost_.pop_front();
  }
}

ReplyMemory::Sending::Sending(std::shared_ptr<ReplyMemory> memory, Clock& clock, const TicketId& ticket,
                              std::vector<std::size_t> print)
    : memory_(std::move(memory)), clock_(clock), process_(current_process()) {
  const auto now = clock_.now();
  std::list<Entry> own;
  own.push_back({.ticket = ticket, .print = std::move(print), .began = now, .ended = now});
  entry_ = own.begin();
  const std::lock_guard lock{memory_->mutex_};
  memory_->under_way_.splice(memory_->under_way_.end(), own);
  memory_->forget_old(now);
}

ReplyMemory::Sending::~Sending() {
  if (!is_open_ || is_inherited()) return;
  entry_->ended = clock_.now();
  const std::lock_guard lock{memory_->mutex_};
  memory_->lost_.splice(memory_->lost_.end(), memory_->under_way_, entry_);
}

void ReplyMemory::Sending::end(const Message& message) {
  if (!is_open_ || is_inherited()) return;
  const std::lock_guard lock{memory_->mutex_};
  memory_->remember(entry_->ticket, message);
  memory_->under_way_.erase(entry_);
  is_open_ = false;
}

void ReplyMemory::Sending::end(Outcome outcome) noexcept {
  const bool has_effect = outcome == Outcome::applied || outcome == Outcome::unknown;
  if (has_effect || !is_open_ || is_inherited()) return;
  const std::lock_guard lock{memory_->mutex_};
  memory_->under_way_.erase(entry_);
  is_open_ = false;
}

ReplyMemory::Sending::Claim ReplyMemory::Sending::claim(const Message& message) {
  if (is_inherited()) return Claim::twin;  // the parent goes on with the same call
  const std::lock_guard lock{memory_->mutex_};
  const auto& under_way = memory_->under_way_;
  if (std::any_of(under_way.begin(), under_way.end(), [this](const Entry& each) { return is_like(each); }))
    return Claim::twin;
  const auto is_near = [this](auto ended) { return ended + lost_for >= entry_->began; };
  const bool has_lost_twin =
      std::any_of(memory_->lost_.begin(), memory_->lost_.end(),
                  [&](const Entry& each) { return is_near(each.ended) && is_like(each); });
  if (has_lost_twin || (memory_->forgotten_ && is_near(*memory_->forgotten_))) return Claim::lost_twin;
  if (memory_->knows(key_of(entry_->ticket, message.id), message.created_at) != Known::no)
    return Claim::of_another;
  memory_->remember(entry_->ticket, message);
  memory_->under_way_.erase(entry_);
  is_open_ = false;
  return Claim::granted;
}

bool ReplyMemory::Sending::is_like(const Entry& other) const {
  if (&other == &*entry_ || other.ticket != entry_->ticket) return false;
  const std::size_t length = std::min(other.print.size(), entry_->print.size());
  return length == 0 || other.print[length - 1] == entry_->print[length - 1];
}

bool ReplyMemory::Sending::is_inherited() const noexcept { return process_ != current_process(); }

}  // namespace ticket0::inline v1::detail

#include "engine/reply_memory.hpp"

#include <algorithm>

namespace ticket0::inline v1::detail {

namespace {

std::string key_of(const TicketId& ticket, const MessageId& id) { return ticket.str() + '\n' + id.str(); }

/// An object that a service is known by: gone once its owners are, so that another at the same address is
/// not taken for it. One that a shared_ptr only points to has no owners, and is never gone.
struct Part {
  explicit Part(const std::shared_ptr<const void>& of)
      : address(of.get()), is_owned(of.use_count() != 0), alive(of) {}
  [[nodiscard]] bool is_gone() const noexcept { return is_owned && alive.expired(); }
  const void* address;
  bool is_owned;
  std::weak_ptr<const void> alive;
};

struct Service {
  explicit Service(const ServiceKey& key)
      : base_url(key.base_url), clock(key.clock), transport(key.transport) {}
  [[nodiscard]] bool is_gone() const noexcept { return clock.is_gone() || transport.is_gone(); }
  [[nodiscard]] bool is_idle() const noexcept { return memory.use_count() == 1; }
  [[nodiscard]] bool is(const ServiceKey& key) const noexcept {
    return clock.address == key.clock.get() && transport.address == key.transport.get() &&
           base_url == key.base_url;
  }
  std::string base_url;
  Part clock;
  Part transport;
  std::shared_ptr<ReplyMemory> memory{std::make_shared<ReplyMemory>()};
};

struct Services {
  std::mutex mutex{};
  std::list<Service> services{};  // the one used last comes last
};

/// Never destroyed: a client may live as long as the program.
Services& services_of_process() {
  static auto* const all = new PerProcess<Services>{};
  return all->get();
}

std::shared_ptr<ReplyMemory> find_or_make(const ServiceKey& key) {
  Services& all = services_of_process();
  const std::lock_guard lock{all.mutex};
  std::list<Service>& services = all.services;
  std::erase_if(services, [](const Service& each) { return each.is_gone(); });
  const auto found =
      std::find_if(services.begin(), services.end(), [&key](const Service& each) { return each.is(key); });
  if (found == services.end())
    services.emplace_back(key);
  else
    services.splice(services.end(), services, found);
  std::shared_ptr<ReplyMemory> memory = services.back().memory;
  auto idle = static_cast<std::size_t>(
      std::count_if(services.begin(), services.end(), [](const Service& each) { return each.is_idle(); }));
  std::erase_if(services, [&idle](const Service& each) {
    if (idle <= SharedReplies::most_idle || !each.is_idle()) return false;
    --idle;
    return true;
  });
  return memory;
}

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
  // One of the two may be rounded, or refer to another moment of the same message.
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

ServiceKey service_key(const ClientOptions& options, std::string_view base_url) {
  const bool is_stand_in = options.transport && options.transport->budget() == Budget::own;
  ServiceKey key{.base_url = std::string{base_url}, .clock = options.clock};
  if (is_stand_in && options.rate_limit.scope.empty()) key.transport = options.transport;
  return key;
}

const std::shared_ptr<ReplyMemory>& SharedReplies::get() const {
  return own_.get().get([&] { return find_or_make(key_); });
}

}  // namespace ticket0::inline v1::detail

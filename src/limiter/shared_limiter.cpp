#include "limiter/shared_limiter.hpp"

#include <map>
#include <vector>

namespace ticket0::inline v1::detail {

namespace {

constexpr std::string_view key_scope_prefix = "key ";

std::string scope_of_key(std::string_view api_key) {
  return std::string{key_scope_prefix} + std::to_string(std::hash<std::string_view>{}(api_key));
}

struct Registry {
  struct Entry {
    std::weak_ptr<Limiter> limiter{};
    std::shared_ptr<Limiter> kept{};  // unless a store remembers the slots
  };
  std::mutex mutex{};
  std::map<BudgetKey, Entry> limiters{};
};

/// Never destroyed: a client may live as long as the program.
Registry& registry() {
  static auto* const all = new PerProcess<Registry>{};
  return all->get();
}

std::shared_ptr<Limiter> make(const RateLimit& rate, const std::shared_ptr<Clock>& clock) {
  return rate.store ? std::make_shared<Limiter>(rate.requests, rate.per, clock, rate.store, rate.scope)
                    : std::make_shared<Limiter>(rate.requests, rate.per, clock);
}

std::shared_ptr<Limiter> find_or_make(const BudgetKey& key, const RateLimit& rate,
                                      const std::shared_ptr<Clock>& clock) {
  Registry& all = registry();
  std::vector<std::shared_ptr<Limiter>> idle;  // released without the lock: a clock's destructor may run
  const std::lock_guard lock{all.mutex};
  // A limiter that no client holds stays until its last slot is free: a new client must not start afresh.
  // But nobody can make a client that has the same clock if only the limiter holds that.
  std::map<const Limiter*, long> names;  // a limiter has several if its clients' key was replaced
  for (const auto& [each, entry] : all.limiters) ++names[entry.kept.get()];
  std::erase_if(all.limiters, [&](const auto& named) {
    const std::shared_ptr<Limiter>& kept = named.second.kept;
    if (!kept) return named.second.limiter.expired();
    if (kept.use_count() != names[kept.get()]) return false;
    const bool is_lost = named.first.clock != nullptr && kept->clock_use_count() == 1;
    if (!is_lost && !kept->is_idle()) return false;
    idle.push_back(kept);
    return true;
  });
  Registry::Entry& entry = all.limiters[key];
  std::shared_ptr<Limiter> limiter = entry.limiter.lock();
  if (limiter) {
    limiter->tighten(rate.requests, rate.per);
  } else {
    limiter = make(rate, clock);
    entry = {.limiter = limiter, .kept = rate.store ? nullptr : limiter};
  }
  return limiter;
}

}  // namespace

std::optional<BudgetKey> budget_key(const ClientOptions& options, std::string_view base_url) {
  const std::string& scope = options.rate_limit.scope;
  const BudgetStore* const store = options.rate_limit.store.get();
  const bool is_stand_in = options.transport && options.transport->budget() == Budget::own;
  if (is_stand_in && scope.empty() && store == nullptr) return std::nullopt;
  const bool is_by_key = scope.empty() && store == nullptr;
  return BudgetKey{.base_url = std::string{base_url},
                   .scope = is_by_key ? scope_of_key(options.api_key.reveal()) : "scope " + scope,
                   .clock = options.clock.get(),
                   .store = store};
}

SharedLimiter::SharedLimiter(std::optional<BudgetKey> key, const RateLimit& rate,
                             std::shared_ptr<Clock> clock)
    : key_(std::move(key)), rate_(rate), clock_(std::move(clock)) {
  static_cast<void>(get());  // so that its size holds from now on
}

const std::shared_ptr<Limiter>& SharedLimiter::limiter() const {
  return own_.get().get([&] { return key_ ? find_or_make(*key_, rate_, clock_) : make(rate_, clock_); });
}

void SharedLimiter::also_for(std::string_view api_key) const {
  if (!key_ || !key_->scope.starts_with(key_scope_prefix)) return;
  BudgetKey key = *key_;
  key.scope = scope_of_key(api_key);
  const std::shared_ptr<Limiter>& limiter = this->limiter();
  Registry& all = registry();
  const std::lock_guard lock{all.mutex};
  Registry::Entry& entry = all.limiters[std::move(key)];
  if (entry.limiter.expired()) entry = {.limiter = limiter, .kept = limiter};
}

}  // namespace ticket0::inline v1::detail

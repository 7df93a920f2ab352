#include "limiter/shared_limiter.hpp"

#include <map>
#include <vector>

namespace ticket0::inline v1::detail {

namespace {

struct Registry {
  std::mutex mutex{};
  std::map<BudgetKey, std::shared_ptr<Limiter>> limiters{};
};

/// Never destroyed: a client may live as long as the program.
Registry& registry() {
  static auto* const all = new PerProcess<Registry>{};
  return all->get();
}

std::shared_ptr<Limiter> find_or_make(const BudgetKey& key, int requests, std::chrono::milliseconds per,
                                      const std::shared_ptr<Clock>& clock) {
  Registry& all = registry();
  std::vector<std::shared_ptr<Limiter>> idle;  // they go without the lock: a clock's destructor may run
  const std::lock_guard lock{all.mutex};
  // One that no client holds stays until its last slot is free: a new client is not to begin anew.
  std::erase_if(all.limiters, [&idle](auto& entry) {
    if (entry.second.use_count() != 1 || !entry.second->is_idle()) return false;
    idle.push_back(std::move(entry.second));
    return true;
  });
  std::shared_ptr<Limiter>& limiter = all.limiters[key];
  if (limiter)
    limiter->tighten(requests, per);
  else
    limiter = std::make_shared<Limiter>(requests, per, clock);
  return limiter;
}

}  // namespace

std::optional<BudgetKey> budget_key(const ClientOptions& options, std::string_view base_url) {
  const std::string& scope = options.rate_limit.scope;
  if ((options.transport || options.clock) && scope.empty()) return std::nullopt;
  return BudgetKey{
      .base_url = std::string{base_url},
      .scope = scope.empty()
                   ? "key " + std::to_string(std::hash<std::string_view>{}(options.api_key.reveal()))
                   : "scope " + scope,
      .clock = options.clock.get()};
}

SharedLimiter::SharedLimiter(std::optional<BudgetKey> key, const RateLimit& rate,
                             std::shared_ptr<Clock> clock)
    : key_(std::move(key)), requests_(rate.requests), per_(rate.per), clock_(std::move(clock)) {
  static_cast<void>(get());  // so that its size holds from now on
}

Limiter& SharedLimiter::get() const {
  Own& own = own_.get();
  std::call_once(own.found, [&] {
    own.limiter = key_ ? find_or_make(*key_, requests_, per_, clock_)
                       : std::make_shared<Limiter>(requests_, per_, clock_);
  });
  return *own.limiter;
}

}  // namespace ticket0::inline v1::detail

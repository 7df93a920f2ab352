#include "redis/redis_store.hpp"

#include <sys/un.h>

#include <algorithm>
#include <random>

#include "base/budget_times.hpp"
#include "base/text.hpp"
#include "base/thread_end.hpp"
#include "redis/script.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1 {

namespace detail {

using std::chrono::ceil;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// The wait before the next request after an error reply, which comes at once.
constexpr milliseconds after_an_error{250};

std::string text(microseconds time) { return std::to_string(time.count()); }

/// A period and a bit: clocks of two machines run at rates that differ.
microseconds period(const BudgetTerms& terms) noexcept {
  return microseconds{terms.per} + microseconds{terms.per} / 1'000;
}

std::string random_member() {
  thread_local std::random_device random;
  std::string member;
  for (int i = 0; i < 4; ++i) {
    static constexpr std::string_view digits = "0123456789abcdef";
    for (unsigned word = random(), j = 0; j < 8; ++j, word >>= 4U) member += digits[word & 15U];
  }
  return member;
}

/// A permanent error, in a line.
std::string refusal(std::string_view error) {
  std::string all{"RateLimit.store: "};
  if (error.starts_with(own_error))
    error.remove_prefix(own_error.size());
  else
    all += "Redis cannot keep the budget: ";
  for (const char c : error) all += is_control(c) ? ' ' : c;
  return all;
}

/// The arguments of one call of the script.
struct Arguments {
  std::string what{};
  std::string member{};
  BudgetTerms terms{};
  milliseconds lease{0};
  int leave_free{0};
  microseconds time{0};
  std::optional<RedisTime> since{};  // adds the time since then

  std::vector<std::string> operator()(const RedisLink::Facts& facts) const {
    const RedisTime now = steady_clock::now();
    const microseconds per = period(terms);
    microseconds hold{0};
    // Another server may have lost any of the slots. What was granted before runs out after a while.
    if (facts.changed != RedisTime::min() && facts.changed - facts.before_change < longest_lease + per)
      hold = std::max(hold, duration_cast<microseconds>(facts.changed + per - now));
    const microseconds passed = since ? duration_cast<microseconds>(now - *since) : microseconds{0};
    return {what,
            member,
            std::to_string(terms.requests),
            text(per),
            text(lease),
            std::to_string(leave_free),
            facts.run_id,
            text(hold),
            text(facts.uptime),
            text(time + passed)};
  }
};

}  // namespace

/// Not in Redis: counted here alone.
struct RedisStore::OwnShare {
  std::mutex mutex{};
  int running{0};
  std::vector<RedisTime> ended{};  // when each is free

  [[nodiscard]] int live() {
    const RedisTime now = steady_clock::now();
    std::erase_if(ended, [now](RedisTime each) { return each <= now; });
    return running + static_cast<int>(ended.size());
  }
};

class RedisStore::OwnSlot final : public BudgetSlot {
 public:
  OwnSlot(std::shared_ptr<OwnShare> share, microseconds per) : share_(std::move(share)), per_(per) {}
  bool confirm(milliseconds /*lease*/, const CancelToken& /*cancel*/) noexcept override { return true; }
  void end() noexcept override {
    const std::lock_guard lock{share_->mutex};
    --share_->running;
    share_->ended.push_back(steady_clock::now() + per_);
  }

 private:
  std::shared_ptr<OwnShare> share_;
  microseconds per_;
};

class RedisStore::RedisSlot final : public BudgetSlot {
 public:
  RedisSlot(std::shared_ptr<RedisLink> link, std::string key, std::string member, BudgetTerms terms)
      : link_(std::move(link)), key_(std::move(key)), member_(std::move(member)), terms_(std::move(terms)) {}
  bool confirm(milliseconds lease, const CancelToken& cancel) noexcept override try {
    const NoThreadCancel whole;
    is_lost_ = true;
    const auto result = link_->run(command("confirm", lease), steady_clock::now() + lease, cancel);
    // The lease counts from when the command was sent: this process may have been stopped since.
    is_lost_ =
        result.values.empty() || result.values.front() == 0 || steady_clock::now() >= result.sent + lease;
    return !is_lost_;
  } catch (const std::bad_alloc&) {
    return false;
  }
  void renew(milliseconds lease) noexcept override try {
    link_->post(command("renew", lease));
  } catch (const std::bad_alloc&) {}  // the lease goes on without it
  void end() noexcept override try {
    RedisLink::Command end = command("end", milliseconds{0});
    if (is_lost_)  // nothing was sent: it need not count
      end.arguments = Arguments{.what = "end", .member = member_, .terms = terms_, .time = period(terms_)};
    link_->post(std::move(end));
  } catch (const std::bad_alloc&) {}  // the slot is free when its lease and the period are over

 private:
  [[nodiscard]] RedisLink::Command command(std::string what, milliseconds lease) const {
    return {.key = key_,
            .member = member_,
            .arguments = Arguments{.what = std::move(what),
                                   .member = member_,
                                   .terms = terms_,
                                   .lease = lease,
                                   .since = steady_clock::now()}};
  }
  std::shared_ptr<RedisLink> link_;
  std::string key_;
  std::string member_;
  BudgetTerms terms_;
  bool is_lost_{false};
};

RedisStore::RedisStore(RedisBudgetOptions options, std::string script)
    : options_(std::move(options)), script_(std::move(script)) {}

void RedisStore::open(const BudgetTerms& terms) {
  if (terms.scope.empty())
    throw ConfigError{
        "RateLimit.scope must name the budget if RateLimit.store is a redis_budget(): nothing made of the "
        "API key is sent to Redis"};
  // Clients of a process share a limiter, which has one period: that of a wrong one would be everybody's.
  Process& own = process_.get();
  const std::lock_guard lock{own.mutex};
  const milliseconds known = own.periods.try_emplace(terms.scope, terms.per).first->second;
  if (known != terms.per)
    throw ConfigError{"RateLimit.per is " + std::to_string(terms.per.count()) + " ms, but the budget " +
                      key_of(terms) + " is for a period of " + std::to_string(known.count()) +
                      " ms: that of the first client with this RateLimit.store"};
}

const std::shared_ptr<RedisLink>& RedisStore::link() {
  return process_.get().link.get([&] { return std::make_shared<RedisLink>(options_, script_); });
}

std::string RedisStore::key_of(const BudgetTerms& terms) const {
  return options_.prefix + "budget:" + terms.scope;
}

std::shared_ptr<RedisStore::OwnShare> RedisStore::share_of(const BudgetTerms& terms) {
  Process& own = process_.get();
  const std::lock_guard lock{own.mutex};
  auto& share = own.shares[terms.scope];
  if (!share) share = std::make_shared<OwnShare>();
  return share;
}

SlotOffer RedisStore::take(const BudgetTerms& terms, const SlotRequest& request) {
  const std::shared_ptr<RedisLink> link = this->link();
  const auto share = options_.share_when_away > 0 ? share_of(terms) : nullptr;
  int own = 0;
  if (share) {
    const std::lock_guard lock{share->mutex};
    own = share->live();
  }
  const std::string member = random_member();
  const Arguments arguments{.what = "take",
                            .member = member,
                            .terms = terms,
                            .lease = request.lease,
                            .leave_free = request.leave_free + own};
  const auto result =
      link->run({.key = key_of(terms),
                 .member = member,
                 .takes = true,
                 .arguments = arguments,
                 .undo = Arguments{.what = "end", .member = member, .terms = terms, .time = period(terms)}},
                request.until, request.cancel);
  if (!result.values.empty()) {
    if (result.values[0] != 0)
      return {.slot = std::make_unique<RedisSlot>(link, key_of(terms), member, terms)};
    return {.free_in = ceil<milliseconds>(microseconds{result.values[1]}), .paused = result.values[3] != 0};
  }
  if (result.permanent) throw ConfigError{refusal(result.error)};

  const RedisTime now = steady_clock::now();
  if (share && now >= link->last_response() + period(terms)) {
    const std::lock_guard lock{share->mutex};
    if (share->live() < options_.share_when_away) {
      share->ended.reserve(share->ended.size() + static_cast<std::size_t>(share->running) + 1);
      auto slot = std::make_unique<OwnSlot>(share, period(terms));
      ++share->running;
      return {.slot = std::move(slot)};
    }
  }
  const RedisTime retry_at =
      std::max(link->retry_at(), now + (result.refused ? after_an_error : milliseconds{10}));
  return {.free_in = ceil<milliseconds>(retry_at - now), .away = true};
}

void RedisStore::pause(const BudgetTerms& terms, milliseconds time) noexcept try {
  link()->post({.key = key_of(terms),
                .arguments = Arguments{
                    .what = "pause", .terms = terms, .time = std::min<milliseconds>(time, longest_pause)}});
} catch (const std::exception&) {  // a forked child may be unable to make a connection of its own
}

RateUsage RedisStore::look(const BudgetTerms& terms) {
  Process& own = process_.get();
  const auto result = link()->run(
      {.key = key_of(terms), .arguments = Arguments{.what = "look", .terms = terms}}, RedisTime::max(), {});
  const std::lock_guard lock{own.mutex};
  RateUsage& seen = own.seen[terms.scope];
  if (result.values.empty()) return seen;  // the last that is known
  const int used = static_cast<int>(std::clamp<long long>(result.values[2], 0, 1'000'000));
  seen = {.used = used,
          .free = std::max(0, terms.requests - used),
          .next_in = ceil<milliseconds>(microseconds{std::max(0LL, result.values[1])})};
  return seen;
}

}  // namespace detail

namespace {

void check(const RedisBudgetOptions& options) {
  using std::chrono::milliseconds;
  const auto refuse = [](const std::string& why) { throw ConfigError{"RedisBudgetOptions." + why}; };
  if (options.unix_socket.empty() && options.host.empty()) refuse("host must not be empty");
  if (options.port < 1 || options.port > 65'535) refuse("port must be 1 to 65535");
  if (options.timeout < milliseconds{10} || options.timeout > std::chrono::minutes{1})
    refuse("timeout must be 10 ms to 1 min");
  if (options.share_when_away < 0) refuse("share_when_away must not be negative");
  if (!options.user.empty() && options.password.empty()) refuse("user needs a password");
  for (const std::string* each : {&options.host, &options.unix_socket})
    if (each->find('\0') != std::string::npos) refuse("host and unix_socket must not contain a NUL");
  if (constexpr std::size_t most = sizeof(sockaddr_un::sun_path) - 1; options.unix_socket.size() > most)
    refuse("unix_socket must have at most " + std::to_string(most) + " characters");
  if (!options.password.empty() && options.unix_socket.empty() && options.host != "localhost" &&
      !detail::is_loopback(options.host) && !options.allow_plaintext)
    refuse(std::string{detail::is_unencrypted});
}

}  // namespace

std::shared_ptr<BudgetStore> redis_budget(RedisBudgetOptions options) {
  check(options);
  return std::make_shared<detail::RedisStore>(std::move(options), std::string{detail::budget_script});
}

}  // namespace ticket0::inline v1

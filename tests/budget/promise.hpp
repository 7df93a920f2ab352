#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

#include "ticket0/budget.hpp"

/// Takes, confirms, ends and drops slots of a store at random moments, and fails if any window can have seen
/// more requests than it has slots. `advance` moves the store's time.
class Promise {
 public:
  using Milliseconds = std::chrono::milliseconds;

  Promise(ticket0::BudgetStore& store, std::function<void(Milliseconds)> advance, unsigned seed)
      : store_(store), advance_(std::move(advance)), random_(seed) {}

  void check(const std::string& scope, int steps) {
    const int slots = static_cast<int>(1 + up_to(8));
    const ticket0::BudgetTerms terms{
        .scope = scope, .requests = slots, .per = Milliseconds{100 + up_to(60'000)}};
    const Milliseconds lease{10 + up_to(2 * terms.per.count())};
    const auto confirm = [&](Running& one) {
      if (!one.slot->confirm(lease, {})) return false;
      // Its bytes leave, and may arrive at any time within the lease.
      one.sent = Sent{now_, now_ + Milliseconds{up_to(lease.count())}};
      return true;
    };
    for (int step = 0; step < steps; ++step) {
      const Milliseconds passes{up_to(up_to(3) == 0 ? terms.per.count() : terms.per.count() / (2 * slots))};
      now_ += passes;
      advance_(passes);
      if (up_to(2) != 0) {
        const int leave_free = up_to(4) == 0 ? 1 : 0;
        if (auto offer = store_.take(terms, {.lease = lease, .leave_free = leave_free}); offer.slot)
          running_.push_back({.slot = std::move(offer.slot)});
        continue;
      }
      if (running_.empty()) continue;
      const auto one = running_.begin() + up_to(static_cast<long>(running_.size()) - 1);
      if (!one->sent && up_to(3) != 0 && confirm(*one)) continue;
      finish(*one);
      running_.erase(one);
    }
    for (Running& each : running_)
      if (each.sent) sent_.push_back(*each.sent);
    EXPECT_LE(most_in_a_window(terms.per), slots) << slots << " in " << terms.per.count() << " ms";
    EXPECT_GT(sent_.size(), 0U);
  }

 private:
  struct Sent {
    Milliseconds from;
    Milliseconds to;  // it arrives at some time in between
  };
  struct Running {
    std::unique_ptr<ticket0::BudgetSlot> slot{};
    std::optional<Sent> sent{};
  };
  void finish(Running& one) {
    const bool is_killed = up_to(3) == 0;
    if (one.sent) {
      if (!is_killed) one.sent->to = std::min(one.sent->to, now_);
      sent_.push_back(*one.sent);
    }
    if (!is_killed) one.slot->end();
  }
  [[nodiscard]] long most_in_a_window(Milliseconds length) const {
    long most = 0;
    for (const Sent& first : sent_) {  // the fullest window begins when one arrives at the latest
      const Milliseconds begin = first.to;
      most = std::max<long>(most, std::count_if(sent_.begin(), sent_.end(), [&](const Sent& each) {
                              return each.to >= begin && each.from < begin + length;
                            }));
    }
    return most;
  }
  long up_to(long most) { return std::uniform_int_distribution<long>{0, most}(random_); }

  ticket0::BudgetStore& store_;
  std::function<void(Milliseconds)> advance_;
  std::mt19937 random_;
  Milliseconds now_{0};
  std::vector<Running> running_{};
  std::vector<Sent> sent_{};
};

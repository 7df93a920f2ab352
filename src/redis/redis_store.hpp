#pragma once

#include <map>
#include <mutex>

#include "base/process.hpp"
#include "redis/link.hpp"

namespace ticket0::inline v1::detail {

/// A budget in Redis. A forked child has a connection of its own.
class RedisStore final : public BudgetStore {
 public:
  /// `options` are valid.
  RedisStore(RedisBudgetOptions options, std::string script);
  void open(const BudgetTerms& terms) override;
  SlotOffer take(const BudgetTerms& terms, const SlotRequest& request) override;
  void pause(const BudgetTerms& terms, std::chrono::milliseconds time) noexcept override;
  RateUsage look(const BudgetTerms& terms) override;

 private:
  /// What this process has spent on its own, for one scope, while Redis was away.
  struct OwnShare;
  class OwnSlot;
  class RedisSlot;
  struct Process {
    MadeOnce<RedisLink> link{};
    std::mutex mutex{};
    std::map<std::string, std::chrono::milliseconds> periods{};  // of each scope's first client
    std::map<std::string, std::shared_ptr<OwnShare>> shares{};
    std::map<std::string, RateUsage> seen{};
  };
  [[nodiscard]] const std::shared_ptr<RedisLink>& link();
  [[nodiscard]] std::string key_of(const BudgetTerms& terms) const;
  [[nodiscard]] std::shared_ptr<OwnShare> share_of(const BudgetTerms& terms);

  const RedisBudgetOptions options_;
  const std::string script_;
  PerProcess<Process> process_{};
};

}  // namespace ticket0::inline v1::detail

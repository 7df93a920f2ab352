#pragma once

#include <compare>

#include "base/process.hpp"
#include "limiter/limiter.hpp"

namespace ticket0::inline v1::detail {

/// Whose budget a client spends: clients with the same values share one in this process.
struct BudgetKey {
  std::string base_url{};
  std::string scope{};          // from the options, or made from the key
  const Clock* clock{nullptr};  // times of two clocks cannot be compared
  const BudgetStore* store{nullptr};
  friend std::strong_ordering operator<=>(const BudgetKey&, const BudgetKey&) = default;
};

/// For `options` as the caller wrote them. Empty if the client has a budget of its own: its transport is a
/// stand-in, and it names neither a scope nor a store.
[[nodiscard]] std::optional<BudgetKey> budget_key(const ClientOptions& options, std::string_view base_url);

/// A client's way to its limiter. What one process has spent, its forked child does not know: it starts with
/// an empty one.
class SharedLimiter {
 public:
  SharedLimiter(std::optional<BudgetKey> key, const RateLimit& rate, std::shared_ptr<Clock> clock);
  [[nodiscard]] Limiter& get() const { return *limiter(); }
  /// Clients of this key, too, find the limiter from now on, unless they have another already. Does nothing
  /// if the clients of the limiter name a scope, or it is a client's own.
  void also_for(std::string_view api_key) const;

 private:
  [[nodiscard]] const std::shared_ptr<Limiter>& limiter() const;

  std::optional<BudgetKey> key_;
  RateLimit rate_;
  std::shared_ptr<Clock> clock_;
  mutable PerProcess<MadeOnce<Limiter>> own_{};
};

}  // namespace ticket0::inline v1::detail

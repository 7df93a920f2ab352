#pragma once

#include "ticket0/options.hpp"

namespace ticket0::inline v1 {

/// The budget that a client wants from a BudgetStore: the values of its RateLimit.
struct BudgetTerms {
  std::string scope{};                    ///< RateLimit::scope.
  int requests{60};                       ///< Slots.
  std::chrono::milliseconds per{60'000};  ///< A slot stays taken until this long after its end.
};

/// A request for one slot.
struct SlotRequest {
  /// How long the slot is held if nobody confirms, renews or ends it: until this time and BudgetTerms::per
  /// have passed. 1 ms to 24 h.
  std::chrono::milliseconds lease{};
  int leave_free{0};  ///< Take a slot only if at least this many others stay free.
  /// Return by then, without a slot if need be.
  std::chrono::steady_clock::time_point until{std::chrono::steady_clock::time_point::max()};
  CancelToken cancel{};  ///< Return soon once it is cancelled.
};

/// A slot that was taken. It belongs to one call at a time. Destroyed without end(), as in a process that
/// dies, it stays taken until its lease and BudgetTerms::per have passed.
class TICKET0_EXPORT BudgetSlot {
 public:
  virtual ~BudgetSlot();
  /// Called just before the bytes of a request leave. Holds the slot for `lease` from now and returns true;
  /// returns false if it was lost meanwhile or the store cannot tell in time. Nothing is sent then.
  [[nodiscard]] virtual bool confirm(std::chrono::milliseconds lease, const CancelToken& cancel) noexcept = 0;
  /// Called while a long request is under way: as confirm(), but must not wait. Does nothing unless
  /// overridden.
  virtual void renew(std::chrono::milliseconds lease) noexcept;
  /// The request is over: the slot becomes free BudgetTerms::per from now. Must not wait.
  virtual void end() noexcept = 0;

 protected:
  BudgetSlot() = default;
  BudgetSlot(const BudgetSlot&) = default;
  BudgetSlot& operator=(const BudgetSlot&) = default;
};

/// What BudgetStore::take() returns.
struct SlotOffer {
  std::unique_ptr<BudgetSlot> slot{};  ///< Null: none was taken.
  std::chrono::milliseconds
      free_in{};       ///< Without a slot: a slot cannot be free before this time has passed.
  bool paused{false};  ///< Without a slot: because of pause().
  bool away{false};    ///< Without a slot: because the store cannot be reached.
};

/// Keeps a budget that several processes share; set RateLimit::store. Lanes, queues and deadlines stay in
/// each process, and only the call that is first in its queue asks the store. Called from several threads
/// concurrently.
///
/// The promise is the store's: at no time are more than BudgetTerms::requests slots taken, whatever the
/// processes do, even if they stop or die. It needs one clock for all of them.
class TICKET0_EXPORT BudgetStore {
 public:
  virtual ~BudgetStore();
  /// Throws a ConfigError if the store cannot keep this budget. Called by the constructor of Client.
  virtual void open(const BudgetTerms& terms);
  /// Takes a slot, or says when to ask again. An exception from it ends the call.
  [[nodiscard]] virtual SlotOffer take(const BudgetTerms& terms, const SlotRequest& request) = 0;
  /// The service throttled a request (429): grants no slot for this time, and then 1, 2, 4, ... a second.
  virtual void pause(const BudgetTerms& terms, std::chrono::milliseconds time) noexcept = 0;
  /// The budget as all processes use it; `waiting` stays 0.
  [[nodiscard]] virtual RateUsage look(const BudgetTerms& terms) = 0;

 protected:
  BudgetStore() = default;
  BudgetStore(const BudgetStore&) = default;
  BudgetStore& operator=(const BudgetStore&) = default;
};

/// Shares a budget between the processes of one user on one machine, in a file at `path`; link
/// `ticket0::budget` (POSIX). The file is made if it is missing, with mode 0600, for up to 10'000 requests.
/// One file is one budget: RateLimit::scope is not used.
///
/// Put it in a local directory that only this user and the system write to, such as /run/user/1000 or
/// /var/lib/your-service. Never truncate the file while a program uses it: that ends the program with SIGBUS.
/// Do not delete it either: processes that start then do not know what the others have spent.
///
/// The constructor of Client throws a ConfigError if the file cannot be made or opened, is a symbolic link,
/// is another user's, can be written by others, is on a network file system, is not a budget, or is for
/// a different period. If the file's request count and the client's own differ, the smaller one applies.
[[nodiscard]] TICKET0_EXPORT std::shared_ptr<BudgetStore> file_budget(std::string path);

}  // namespace ticket0::inline v1

#pragma once

#include <exception>

#include "outbox/core.hpp"
#include "outbox/verdict.hpp"

namespace ticket0::inline v1::outbox::detail {

/// Sends one entry, and writes down what became of it. The caller has the entry's claim.
class Sending {
 public:
  Sending(const Core& core, const Client& client, const CancelToken& stop, const Row& row)
      : core_(core), client_(client), stop_(stop), row_(row), attempt_{row.entry.id, row.entry.attempts} {}
  /// The entry's new state, even if that was not stored because the entry has gone on without this attempt;
  /// `queued` or `sending` if it was not settled. Throws StorageError.
  [[nodiscard]] State send();

 private:
  void call(const Content& content);
  /// Commits that the entry's bytes are about to leave. False: they must not.
  [[nodiscard]] bool begin() noexcept;
  [[nodiscard]] State settle_sent();
  [[nodiscard]] State settle(const Failure& failure);
  [[nodiscard]] State store(State state, const Failure& failure);
  [[nodiscard]] bool store_begin(bool has_left);
  [[nodiscard]] bool has_begun() const noexcept { return attempt_.number != row_.entry.attempts; }
  /// Nobody told it to stop: the client's own token was cancelled.
  [[nodiscard]] bool is_of_client(const Failure& failure) const {
    return failure.verdict == Verdict::queue && !was_refused_ && !stop_.cancelled();
  }

  const Core& core_;
  const Client& client_;
  const CancelToken& stop_;
  const Row& row_;
  Attempt attempt_;
  Moment begin_{};  // of the call
  Sent sent_{};
  std::exception_ptr failure_{};  // what stopped begin()
  bool was_refused_{false};       // by begin()
};

}  // namespace ticket0::inline v1::outbox::detail

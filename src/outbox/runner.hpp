#pragma once

#include "outbox/core.hpp"

namespace ticket0::inline v1::outbox::detail {

/// Sends what is due; there is one Runner for each call of run() or drain().
class Runner {
 public:
  enum class Until : std::uint8_t { stopped, idle };
  Runner(const Core& core, const Client& client, const CancelToken& stop)
      : core_(core), client_(client), stop_(stop) {}
  /// Throws StorageError.
  [[nodiscard]] Report run(Until until);

 private:
  /// Something was done, and there may be more; or how long there is nothing to do.
  struct Step {
    bool has_worked{false};
    std::chrono::microseconds idle{0};
    std::string paused{};  // why nothing is done although there may be something
  };
  [[nodiscard]] Step step_once();
  /// Nothing is done because of the pause that is stored, even if it is over by now.
  [[nodiscard]] Step stopped_by_pause() const;
  /// An entry that nobody else can send meanwhile.
  struct Picked {
    Row row;
    Locks::Claim claim;
  };
  [[nodiscard]] std::optional<Picked> pick();
  [[nodiscard]] bool looks_are_due();
  /// After a pause: may the next entry be sent? Asks the service for something that changes nothing.
  [[nodiscard]] bool service_answers();
  void count(State state);

  const Core& core_;
  const Client& client_;
  const CancelToken& stop_;
  Report report_{};
  std::int64_t looked_at_{INT64_MIN};  // by Moment::running
};

}  // namespace ticket0::inline v1::outbox::detail

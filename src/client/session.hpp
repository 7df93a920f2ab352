#pragma once

#include "async/workers.hpp"
#include "client/defaults.hpp"
#include "engine/engine.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1::detail {

/// What a Client is a handle on: the engine that makes its calls, and the workers that run its tasks. See
/// docs/adr/0014-workers.md.
class Session : public std::enable_shared_from_this<Session> {
 public:
  /// Checks `options` (ConfigError), and fills in what they leave to the library.
  [[nodiscard]] static std::shared_ptr<const Session> open(
      ClientOptions options, RandomSource random = [] { return random_fraction(); });
  Session(Engine engine, std::shared_ptr<Workers> workers,
          std::shared_ptr<const WorkersOwner> owner) noexcept;

  /// The same session with other defaults for its calls. Throws as Client::with() does.
  [[nodiscard]] std::shared_ptr<const Session> with(CallOptions defaults) const;
  /// The same, but neither it nor what comes from it keeps the workers from ending.
  [[nodiscard]] std::shared_ptr<const Session> for_a_job() const;
  /// Keeps the session alive.
  [[nodiscard]] std::shared_ptr<const Engine> engine() const noexcept {
    return {shared_from_this(), &engine_};
  }
  [[nodiscard]] Workers& workers() const noexcept { return *workers_; }

 private:
  Engine engine_;
  std::shared_ptr<Workers> workers_;
  std::shared_ptr<const WorkersOwner> owner_;  // last, so that it ends first: its work uses the engine
};

/// For the library's own tests, which know each wait beforehand.
struct TICKET0_EXPORT ClientAccess {
  [[nodiscard]] static Client open(ClientOptions options, RandomSource random);
};

}  // namespace ticket0::inline v1::detail

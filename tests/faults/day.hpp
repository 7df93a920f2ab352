#pragma once

#include <functional>
#include <set>

#include "faults/script.hpp"
#include "faults/witness.hpp"
#include "sandbox/store.hpp"
#include "ticket0/client.hpp"

namespace faults {

/// A workspace and a client of it, whatever lies between them.
struct World {
  ticket0::Client client;
  std::function<sandbox::Store&()> store;
  /// Requests that arrived, by route.
  std::function<std::size_t(std::string_view route)> arrived;
  /// Time that passes without a call.
  std::function<void(std::chrono::milliseconds)> pass;
  std::shared_ptr<ticket0::Clock> clock;
  std::shared_ptr<Witness> witness{};      // the client's observer, if it has one
  std::chrono::milliseconds tolerance{0};  // of a call's end beyond its deadline
  std::set<ticket0::Outcome> outcomes{};   // of the calls that failed
};

/// Makes a few calls in `world` while its script runs, and holds each to what the library promises. Gives
/// what was broken, in words; empty where all holds.
[[nodiscard]] std::string live_through(World& world, const std::vector<sandbox::Fault>& script, Dice& dice);

}  // namespace faults

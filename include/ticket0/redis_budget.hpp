#pragma once

#include "ticket0/budget.hpp"

namespace ticket0::inline v1 {

/// Where a budget is shared by redis_budget().
struct RedisBudgetOptions {
  std::string host{"127.0.0.1"};           ///< A name or an address.
  int port{6'379};                         ///< 1 to 65'535.
  std::string unix_socket{};               ///< The path of a socket, instead of host and port.
  Secret user{};                           ///< For AUTH; empty: the default user.
  Secret password{};                       ///< For AUTH; empty: none.
  std::string prefix{"ticket0:"};          ///< The Redis key is prefix + "budget:" + RateLimit::scope.
  std::chrono::milliseconds timeout{500};  ///< To connect, and for each response. 10 ms to 1 min.
  /// Requests that this process may send on its own in each RateLimit::per while Redis cannot be reached,
  /// starting RateLimit::per after its last response. 0: calls wait for Redis, within their deadlines. With m
  /// processes cut off, a window can contain up to requests + m * share_when_away.
  int share_when_away{0};
  /// AUTH and all else is unencrypted. A password is accepted only for loopback addresses and Unix sockets,
  /// unless this is true.
  bool allow_plaintext{false};
};

/// Shares a budget between processes on any number of machines, in Redis 6 or newer; link `ticket0::redis`
/// (POSIX, hiredis). Throws a ConfigError for options that are not valid; does not connect yet.
///
/// The client needs a RateLimit::scope: the name of the budget. Neither the workspace's key nor a hash of it
/// is sent. All clients of a scope need the same RateLimit::per: the constructor of Client throws a
/// ConfigError if an earlier client with this object had another, and a call throws one if the clients of
/// another process have. Redis has to keep what it is given (`maxmemory-policy noeviction`) and must not be a
/// cluster's replica; its clock must not be set forward. A process keeps one connection and a thread for it.
/// Client::rate_usage() waits for Redis, for twice the timeout at most.
[[nodiscard]] TICKET0_EXPORT std::shared_ptr<BudgetStore> redis_budget(RedisBudgetOptions options);

}  // namespace ticket0::inline v1

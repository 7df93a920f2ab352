#pragma once

#include <hiredis/hiredis.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ticket0/redis_budget.hpp"

namespace ticket0::inline v1::detail {

using RedisTime = std::chrono::steady_clock::time_point;

/// A descriptor that another thread can make readable, to end a poll(). No member is a point of
/// cancellation.
class Wakeup {
 public:
  Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;
  ~Wakeup();
  void wake() const noexcept;
  void drain() const noexcept;
  /// Returns once it has been woken, or at `until`.
  void wait(RedisTime until) const noexcept;
  [[nodiscard]] int descriptor() const noexcept { return ends_[0]; }

 private:
  int ends_[2]{-1, -1};
};

struct ReplyDeleter {
  void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};
using RedisReply = std::unique_ptr<redisReply, ReplyDeleter>;

/// A connection to Redis that never blocks: all waiting is done in wait(). For one thread.
class RedisConnection {
 public:
  /// What a server says about itself.
  struct Server {
    std::string run_id{};
    std::chrono::seconds uptime{};  // when it said so; not more than it was
    std::string script{};           // its digest
    std::string unusable{};         // why this server cannot keep a budget; empty: it can
  };
  /// Members of sorted sets, by key.
  using Members = std::map<std::string, std::vector<std::string>>;
  /// Connects to an address (or the Unix socket of `options`), identifies itself and loads `script`. Null,
  /// with `why`, if that fails, or a step of it takes longer than the timeout of `options`. `ghosts` are
  /// removed first.
  [[nodiscard]] static std::unique_ptr<RedisConnection> open(
      const RedisBudgetOptions& options, const std::string& address, std::string_view script,
      const Members& ghosts, const Wakeup& stop, const std::atomic<bool>& stopped, std::string& why);

  [[nodiscard]] const Server& server() const noexcept { return server_; }
  /// Of the server; not more than it is.
  [[nodiscard]] std::chrono::microseconds uptime() const noexcept;
  /// Queues a command. False: there is no memory for it, and the connection is lost.
  [[nodiscard]] bool append(const std::vector<std::string>& command);
  /// Writes what is queued and reads what has come, then waits for more of either, for `wake` or `until`.
  /// False: the connection is lost.
  [[nodiscard]] bool wait(RedisTime until, const Wakeup& wake);
  /// Writes what is queued as far as that is possible now.
  [[nodiscard]] bool flush();
  /// The next reply that has come; null: none. `lost` is set if the connection is.
  [[nodiscard]] RedisReply next(bool& lost);

 private:
  struct ContextDeleter {
    void operator()(redisContext* context) const noexcept { redisFree(context); }
  };
  explicit RedisConnection(redisContext* context) noexcept : context_(context) {}
  /// Null: it did not come in time, or is an error, which `why` names.
  [[nodiscard]] RedisReply ask(const std::vector<std::string>& command, RedisTime until, const Wakeup& stop,
                               const std::atomic<bool>& stopped, std::string& why);

  std::unique_ptr<redisContext, ContextDeleter> context_;
  bool is_written_{true};
  RedisTime told_at_{};  // the uptime
  Server server_{};
};

/// What errors begin with that this library or its script makes, as Redis begins its own with a word.
inline constexpr std::string_view own_error = "TICKET0 ";
/// An error reply that will come again until the options or the server's settings are changed.
[[nodiscard]] bool is_permanent(std::string_view error) noexcept;

/// Looks a name up on a thread of its own. Empty, with `why`, if that fails or takes longer than `until`; an
/// address is returned as it is.
[[nodiscard]] std::vector<std::string> addresses_of(const std::string& host, RedisTime until,
                                                    std::string& why);
/// An address of this machine; no name is one.
[[nodiscard]] bool is_loopback(const std::string& address) noexcept;
/// Why a password is not sent to any other.
inline constexpr std::string_view is_unencrypted =
    "password would go unencrypted over the network: use a Unix socket, a loopback address (such as that of "
    "a "
    "tunnel), or set allow_plaintext";

}  // namespace ticket0::inline v1::detail

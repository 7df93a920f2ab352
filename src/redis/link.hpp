#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <random>
#include <thread>

#include "redis/connection.hpp"

namespace ticket0::inline v1::detail {

/// The one connection of a process, and the thread that serves it: connects when there is something to send,
/// gives up a server that does not respond in time, and comes back. Callers wait for their replies, each as
/// long as it likes.
class RedisLink {
 public:
  /// What a command needs to know when it is sent.
  struct Facts {
    std::string run_id{};
    std::chrono::microseconds uptime{};
    RedisTime changed{RedisTime::min()};        // when another run_id was found
    RedisTime before_change{RedisTime::min()};  // the last response of the previous server
  };
  /// One call of the script.
  struct Command {
    std::string key{};
    std::string member{};  // a slot
    bool takes{false};     // the slot must not stay taken if nobody hears of it
    std::function<std::vector<std::string>(const Facts&)> arguments{};  // at the time when it is sent
    std::function<std::vector<std::string>(const Facts&)> undo{};       // if it takes a slot for nobody
  };
  struct Result {
    std::vector<long long> values{};  // empty: no response
    RedisTime sent{};
    std::string error{};    // why there is no response
    bool refused{false};    // by an error reply
    bool permanent{false};  // the options or the server have to be changed
  };

  RedisLink(RedisBudgetOptions options, std::string script);
  RedisLink(const RedisLink&) = delete;
  RedisLink& operator=(const RedisLink&) = delete;
  /// Sends what was posted if that is possible at once.
  ~RedisLink();

  [[nodiscard]] Result run(Command command, RedisTime until, const CancelToken& cancel);
  /// Does not wait. What cannot be sent within a minute is dropped.
  void post(Command command);
  /// The server's last response; before the first, when this link was made.
  [[nodiscard]] RedisTime last_response() const;
  /// When the next attempt to reach the server is due.
  [[nodiscard]] RedisTime retry_at() const;

 private:
  struct Job;
  using Jobs = std::list<std::shared_ptr<Job>>;  // moved from one to another without an allocation
  void serve();
  void add(std::shared_ptr<Job> job);
  /// Moves one from the queue to `sent_`; false: there is none.
  [[nodiscard]] bool take_queued();
  /// Sends what is queued and takes in replies until the connection is lost or this object is stopped.
  void talk(RedisConnection& connection);
  /// The last of `sent_`. False: the connection is lost.
  [[nodiscard]] bool send_last(RedisConnection& connection, bool whole_script);
  [[nodiscard]] bool receive(RedisConnection& connection);
  [[nodiscard]] static Result result_of(const redisReply& reply);
  void connected(const RedisConnection& connection);
  /// There is no connection; allocates nothing if `why` is short. The thread is inside an exception then.
  void lose(const std::string& why, bool permanent);
  void fail_queued();
  [[nodiscard]] static bool is_abandoned(Job& job);
  /// True if nobody waits for it any more.
  static bool finish(Job& job, Result result);

  const RedisBudgetOptions options_;
  const std::string script_;
  const Wakeup wakeup_{};
  mutable std::mutex mutex_{};
  Jobs queued_{};
  std::atomic<bool> stopped_{false};
  std::string why_away_{};
  bool is_permanent_{false};
  RedisTime last_response_;
  RedisTime retry_at_{RedisTime::min()};
  // Used by the thread only:
  Jobs sent_{};
  Jobs ghosts_{};  // those that may have taken a slot that nobody heard of
  Facts facts_{};
  std::string digest_{};
  std::size_t failures_{0};
  std::minstd_rand random_{static_cast<unsigned>(RedisTime::clock::now().time_since_epoch().count())};
  std::thread thread_{};
};

}  // namespace ticket0::inline v1::detail

#include "redis/link.hpp"

#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <random>

namespace ticket0::inline v1::detail {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

struct RedisLink::Job {
  Command command{};
  bool posted{false};
  RedisTime made{steady_clock::now()};
  RedisTime sent{};
  std::mutex mutex{};
  std::condition_variable changed{};
  bool done{false};
  bool abandoned{false};
  Result result{};
};

RedisLink::RedisLink(RedisBudgetOptions options, std::string script)
    : options_(std::move(options)), script_(std::move(script)), last_response_(steady_clock::now()) {
  // A signal is the application's, and SIGPIPE nobody's.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  struct Restore {
    ~Restore() { pthread_sigmask(SIG_SETMASK, &mask, nullptr); }
    const sigset_t& mask;
  } const restore{before};
  thread_ = std::thread{[this] {
    while (!stopped_) try {
        serve();
      } catch (const std::bad_alloc&) {
        away("no memory", false);  // whoever waits for what was sent gives up by itself
        sent_.clear();
      }
  }};
}

RedisLink::~RedisLink() {
  stopped_ = true;
  wakeup_.wake();
  thread_.join();
}

RedisTime RedisLink::last_response() const {
  const std::lock_guard lock{mutex_};
  return last_response_;
}

RedisTime RedisLink::retry_at() const {
  const std::lock_guard lock{mutex_};
  return retry_at_;
}

void RedisLink::add(std::shared_ptr<Job> job) {
  {
    const std::lock_guard lock{mutex_};
    queued_.push_back(std::move(job));
  }
  wakeup_.wake();
}

void RedisLink::post(Command command) {
  auto job = std::make_shared<Job>();
  job->command = std::move(command);
  job->posted = true;
  add(std::move(job));
}

RedisLink::Result RedisLink::run(Command command, RedisTime until, const CancelToken& cancel) {
  const auto job = std::make_shared<Job>();
  job->command = std::move(command);
  // To look up the name and connect, and to get the response.
  const RedisTime latest = std::min(until, steady_clock::now() + 2 * options_.timeout);
  const auto link = cancel.on_cancel([job] {
    const std::lock_guard lock{job->mutex};
    job->changed.notify_all();
  });
  add(job);
  std::unique_lock lock{job->mutex};
  job->changed.wait_until(lock, latest, [&] { return job->done || cancel.cancelled(); });
  if (job->done) return job->result;
  job->abandoned = true;
  return {.error = "no response in time"};
}

void RedisLink::finish(Job& job, Result result) {
  const std::lock_guard lock{job.mutex};
  job.result = std::move(result);
  job.done = true;
  job.changed.notify_all();
}

RedisLink::Jobs RedisLink::take_queued() {
  const std::lock_guard lock{mutex_};
  return std::exchange(queued_, {});
}

void RedisLink::serve() {
  while (!stopped_) {
    RedisTime retry_at;
    bool has_work = false;
    {
      const std::lock_guard lock{mutex_};
      has_work = !queued_.empty();
      retry_at = retry_at_;
    }
    if (!has_work) {
      wakeup_.wait(RedisTime::max());
      continue;
    }
    if (steady_clock::now() < retry_at) {
      fail_queued();
      wakeup_.wait(retry_at);
      continue;
    }
    const RedisTime until = steady_clock::now() + options_.timeout;
    std::string why;
    const std::string address = options_.unix_socket.empty() ? address_of(options_.host, until, why) : "-";
    std::unique_ptr<RedisConnection> connection;
    if (!address.empty())
      connection = RedisConnection::open(options_, address, script_, ghosts_, until, wakeup_, stopped_, why);
    if (connection && connection->server().unusable.empty()) {
      connected(*connection);
      talk(*connection);
    } else {
      ++failures_;
      away(connection ? connection->server().unusable : why, connection || is_permanent(why));
    }
  }
}

void RedisLink::connected(const RedisConnection& connection) {
  ghosts_.clear();
  failures_ = 0;
  digest_ = connection.server().script;
  const std::lock_guard lock{mutex_};
  if (!facts_.run_id.empty() && facts_.run_id != connection.server().run_id) {
    facts_.changed = steady_clock::now();
    facts_.before_change = last_response_;
  }
  facts_.run_id = connection.server().run_id;
  last_response_ = steady_clock::now();
  retry_at_ = RedisTime::min();
}

void RedisLink::away(const std::string& why, bool permanent) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const milliseconds longest{std::min(1'000, 50 << std::min(failures_, 5))};
  const milliseconds wait{std::uniform_int_distribution<long>{longest.count() / 2, longest.count()}(random)};
  {
    const std::lock_guard lock{mutex_};
    retry_at_ = steady_clock::now() + wait;
    why_away_ = why;
    is_permanent_ = permanent;
  }
  fail_queued();
}

void RedisLink::fail_queued() {
  Jobs failed;
  const std::lock_guard lock{mutex_};
  Jobs kept;  // what was posted may still be sent, if that is soon
  const RedisTime now = steady_clock::now();
  for (std::shared_ptr<Job>& job : queued_) {
    if (!job->posted)
      failed.push_back(std::move(job));
    else if (now - job->made < seconds{60})
      kept.push_back(std::move(job));
  }
  queued_ = std::move(kept);
  for (const auto& job : failed) finish(*job, {.error = why_away_, .permanent = is_permanent_});
}

void RedisLink::talk(RedisConnection& connection) {
  std::string why = "the connection was closed";
  for (;;) {
    for (const auto& job : take_queued())
      if (!is_abandoned(*job)) send(connection, job, false);
    if (!connection.flush() || stopped_) break;
    const RedisTime until = sent_.empty() ? RedisTime::max() : sent_.front()->sent + options_.timeout;
    if (steady_clock::now() >= until) {
      why = "no response in time";
      break;
    }
    if (!connection.wait(until, wakeup_) || !receive(connection)) break;
  }
  Jobs waited_for;
  Jobs posted;
  for (const auto& job : std::exchange(sent_, {})) {
    if (job->command.takes) ghosts_.emplace_back(job->command.key, job->command.member);
    (job->posted ? posted : waited_for).push_back(job);
  }
  {
    const std::lock_guard lock{mutex_};
    queued_.insert(queued_.begin(), posted.begin(), posted.end());  // to do it twice does no harm
  }
  away(why, false);
  for (const auto& job : waited_for) finish(*job, {.sent = job->sent, .error = why});
}

bool RedisLink::is_abandoned(Job& job) {
  const std::lock_guard lock{job.mutex};
  return job.abandoned;
}

void RedisLink::send(RedisConnection& connection, const std::shared_ptr<Job>& job, bool whole_script) {
  facts_.uptime = connection.uptime();
  std::vector<std::string> command{whole_script ? "EVAL" : "EVALSHA", whole_script ? script_ : digest_, "1",
                                   job->command.key};
  for (std::string& each : job->command.arguments(facts_)) command.push_back(std::move(each));
  job->sent = steady_clock::now();
  connection.append(command);
  sent_.push_back(job);
}

bool RedisLink::receive(RedisConnection& connection) {
  for (;;) {
    bool lost = false;
    const RedisReply reply = connection.next(lost);
    if (lost) return false;
    if (!reply) return true;
    if (sent_.empty()) return false;  // an answer to nothing
    const std::shared_ptr<Job> job = std::move(sent_.front());
    sent_.pop_front();
    {
      const std::lock_guard lock{mutex_};
      last_response_ = steady_clock::now();
    }
    Result result{.sent = job->sent};
    if (reply->type == REDIS_REPLY_ARRAY) {
      for (std::size_t i = 0; i < reply->elements; ++i) result.values.push_back(reply->element[i]->integer);
    } else if (reply->type == REDIS_REPLY_ERROR) {
      result.error.assign(reply->str, reply->len);
      if (result.error.starts_with("NOSCRIPT")) {
        send(connection, job, true);
        continue;
      }
      result.permanent = is_permanent(result.error);
    }
    if (result.values.size() < 4 && result.error.empty()) result.error = "an unexpected reply";
    bool abandoned = false;
    const bool is_taken = job->command.takes && !result.values.empty() && result.values.front() != 0;
    {
      const std::lock_guard lock{job->mutex};
      abandoned = job->abandoned;
      job->result = std::move(result);
      job->done = true;
      job->changed.notify_all();
    }
    if (abandoned && is_taken) {
      Command removal;
      removal.key = job->command.key;
      removal.member = job->command.member;
      removal.arguments = job->command.undo;
      post(std::move(removal));
    }
  }
}

}  // namespace ticket0::inline v1::detail

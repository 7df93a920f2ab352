#include "redis/link.hpp"

#include <pthread.h>

#include <algorithm>
#include <csignal>

namespace ticket0::inline v1::detail {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

struct RedisLink::Job {
  Command command{};
  bool posted{false};
  RedisTime made{steady_clock::now()};
  RedisTime sent{};
  bool sent_whole{false};  // with the script's text, not its digest
  std::mutex mutex{};
  std::condition_variable changed{};
  bool done{false};
  bool abandoned{false};
  Result result{};
};

RedisLink::RedisLink(RedisBudgetOptions options, std::string script)
    : options_(std::move(options)), script_(std::move(script)), last_response_(steady_clock::now()) {
  // Signals are for the application's threads, and SIGPIPE is for none.
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
      } catch (const std::exception&) {  // of the standard library, such as bad_alloc
        lose("no memory", false);
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
  struct Abandon {  // also if pthread_cancel() ends the wait
    ~Abandon() { job.abandoned = !job.done; }
    Job& job;
  } const at_end{*job};
  job->changed.wait_until(lock, latest, [&] { return job->done || cancel.cancelled(); });
  if (job->done) return std::move(job->result);
  return {.error = "no response in time"};
}

bool RedisLink::finish(Job& job, Result result) {
  const std::lock_guard lock{job.mutex};
  job.result = std::move(result);
  job.done = true;
  job.changed.notify_all();
  return job.abandoned;
}

bool RedisLink::take_queued() {
  const std::lock_guard lock{mutex_};
  if (queued_.empty()) return false;
  sent_.splice(sent_.end(), queued_, queued_.begin());
  return true;
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
    std::string why;
    const std::vector<std::string> addresses =
        options_.unix_socket.empty()
            ? addresses_of(options_.host, steady_clock::now() + options_.timeout, why)
            : std::vector<std::string>{options_.unix_socket};
    RedisConnection::Members ghosts;
    for (const auto& job : ghosts_) ghosts[job->command.key].push_back(job->command.member);
    std::unique_ptr<RedisConnection> connection;
    if (!addresses.empty())  // another one each time
      connection = RedisConnection::open(options_, addresses[failures_ % addresses.size()], script_, ghosts,
                                         wakeup_, stopped_, why);
    if (connection && connection->server().unusable.empty()) {
      connected(*connection);
      talk(*connection);
    } else {
      ++failures_;
      lose(connection ? connection->server().unusable : why, connection || is_permanent(why));
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

void RedisLink::lose(const std::string& why, bool permanent) {
  Jobs waited_for;
  Jobs posted;
  while (!sent_.empty()) {
    Jobs& to = sent_.front()->posted ? posted : waited_for;
    to.splice(to.end(), sent_, sent_.begin());
  }
  const milliseconds longest{std::min(1'000, 50 << std::min<std::size_t>(failures_, 5))};
  const milliseconds wait{std::uniform_int_distribution<long>{longest.count() / 2, longest.count()}(random_)};
  {
    const std::lock_guard lock{mutex_};
    queued_.splice(queued_.begin(), posted);  // doing it twice does no harm
    retry_at_ = steady_clock::now() + wait;
    why_away_ = why;
    is_permanent_ = permanent;
  }
  fail_queued();
  while (!waited_for.empty()) {
    Job& job = *waited_for.front();
    finish(job, {.sent = job.sent, .error = why});
    if (job.command.takes)
      ghosts_.splice(ghosts_.end(), waited_for, waited_for.begin());
    else
      waited_for.pop_front();
  }
}

void RedisLink::fail_queued() {
  Jobs failed;
  const std::lock_guard lock{mutex_};
  const RedisTime now = steady_clock::now();
  for (auto each = queued_.begin(); each != queued_.end();) {
    const auto job = each++;  // what was posted may still be sent, if that is soon
    if (!(*job)->posted || now - (*job)->made >= seconds{60}) failed.splice(failed.end(), queued_, job);
  }
  for (const auto& job : failed) finish(*job, {.error = why_away_, .permanent = is_permanent_});
}

void RedisLink::talk(RedisConnection& connection) {
  std::string why = "the connection was closed";
  for (;;) {
    const bool is_last = stopped_;  // what was posted before that is still sent
    bool is_lost = false;
    while (!is_lost && take_queued()) {
      if (is_abandoned(*sent_.back()))
        sent_.pop_back();
      else
        is_lost = !send_last(connection, false);
    }
    if (is_lost || !connection.flush() || is_last) break;
    const RedisTime until = sent_.empty() ? RedisTime::max() : sent_.front()->sent + options_.timeout;
    if (steady_clock::now() >= until) {
      why = "no response in time";
      break;
    }
    if (!connection.wait(until, wakeup_) || !receive(connection)) break;
  }
  lose(why, false);
}

bool RedisLink::is_abandoned(Job& job) {
  const std::lock_guard lock{job.mutex};
  return job.abandoned;
}

bool RedisLink::send_last(RedisConnection& connection, bool whole_script) {
  Job& job = *sent_.back();
  facts_.uptime = connection.uptime();
  std::vector<std::string> command{whole_script ? "EVAL" : "EVALSHA", whole_script ? script_ : digest_, "1",
                                   job.command.key};
  for (std::string& each : job.command.arguments(facts_)) command.push_back(std::move(each));
  job.sent = steady_clock::now();
  job.sent_whole = whole_script;
  return connection.append(command);
}

RedisLink::Result RedisLink::result_of(const redisReply& reply) {
  Result result;
  if (reply.type == REDIS_REPLY_ERROR) {
    result.error.assign(reply.str, reply.len);
    result.refused = true;
    result.permanent = is_permanent(result.error);
  } else if (reply.type == REDIS_REPLY_ARRAY && reply.elements >= 4) {
    for (std::size_t i = 0; i < reply.elements; ++i) result.values.push_back(reply.element[i]->integer);
  } else {
    result.error = "an unexpected reply";
    result.refused = true;
  }
  return result;
}

bool RedisLink::receive(RedisConnection& connection) {
  for (;;) {
    bool lost = false;
    const RedisReply reply = connection.next(lost);
    if (lost) return false;
    if (!reply) return true;
    if (sent_.empty()) return false;  // a response to nothing
    Result result = result_of(*reply);
    if (result.error.starts_with("NOSCRIPT") && !sent_.front()->sent_whole) {
      sent_.splice(sent_.end(), sent_, sent_.begin());
      if (!send_last(connection, true)) return false;
      continue;
    }
    const std::shared_ptr<Job> job = sent_.front();
    sent_.pop_front();
    {
      const std::lock_guard lock{mutex_};
      last_response_ = steady_clock::now();
    }
    result.sent = job->sent;
    const bool is_taken = job->command.takes && !result.values.empty() && result.values.front() != 0;
    if (finish(*job, std::move(result)) && is_taken) {
      Command removal;
      removal.key = job->command.key;
      removal.member = job->command.member;
      removal.arguments = job->command.undo;
      post(std::move(removal));
    }
  }
}

}  // namespace ticket0::inline v1::detail

// 10,000 tasks of four threads over one event loop, a third of them cancelled at some moment of their lives,
// and a client that goes in the middle: each of them completes, once, on the loop's thread.
#include <pthread.h>

#include <deque>
#include <random>

#include "async/async_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::CancelSource;
using ticket0::Client;
using ticket0::Result;

constexpr std::size_t threads = 4;
constexpr std::size_t tasks_of_a_thread = 2'500;
constexpr std::size_t all_tasks = threads * tasks_of_a_thread;

/// Takes up to a millisecond; one request in eight is not sent, and so is sent again after a wait.
class RestlessWire final : public ticket0::Transport {
 public:
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext& context) override {
    const int number = ++sent_;
    const auto then = std::chrono::steady_clock::now() + std::chrono::microseconds{number * 37 % 1'000};
    if (!context.cancel.wait_until(then)) throw ticket0::TransportError{"cut"};
    if (number % 8 == 0) throw ticket0::TransportError{"lost", ticket0::Outcome::not_sent};
    return {.status = 200, .body = R"({"id":"tkt_1"})"};
  }

 private:
  std::atomic<int> sent_{0};
};

/// Runs what it is given on a thread of its own until all completions have come.
class LoopThread {
 public:
  [[nodiscard]] ticket0::Executor executor() {
    return [this](std::function<void()> call) {
      const std::lock_guard lock{mutex_};
      todo_.push_back(std::move(call));
      changed_.notify_all();
    };
  }
  void came(std::size_t task) {
    EXPECT_EQ(std::this_thread::get_id(), thread_.get_id());
    EXPECT_EQ(++completions_[task], 1) << "task " << task;
    ++total_;
  }
  /// False if they have not all come, or more come than there are tasks.
  [[nodiscard]] bool join() {
    {
      const std::lock_guard lock{mutex_};
      is_ending_ = true;
      changed_.notify_all();
    }
    thread_.join();
    return total_ == all_tasks && todo_.empty();
  }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock{mutex_};
      const bool is_more = changed_.wait_for(
          lock, 30s, [this] { return !todo_.empty() || (is_ending_ && total_ >= all_tasks); });
      if (!is_more || todo_.empty()) return;
      const std::function<void()> call = std::move(todo_.front());
      todo_.pop_front();
      lock.unlock();
      call();
    }
  }
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::deque<std::function<void()>> todo_{};
  bool is_ending_{false};
  std::vector<int> completions_ = std::vector<int>(all_tasks);
  std::size_t total_{0};
  std::thread thread_{[this] { run(); }};
};

int job(const Client& client) {
  return static_cast<int>(client.tickets().get(ticket0::TicketId{"tkt_1"}).id.str().size());
}

/// Starts task `number`; steps of it run on the pool, on the loop, or on both.
void start(const Client& client, LoopThread& loop, std::size_t number, unsigned kind,
           const std::shared_ptr<int>& held) {
  const auto complete = [&loop, number, held](const Result<int>&) { loop.came(number); };
  auto task = async(client, [held](const Client& c) { return job(c) * *held; });
  if (kind % 2 == 1) task = std::move(task).then([held](int n) { return n + *held; });
  if (kind % 3 == 1) task = std::move(task).then(loop.executor(), [held](int n) { return n + *held; });
  if (kind % 5 == 1) task = std::move(task).then([held](int n) { return n - *held; });
  std::move(task).on_done(loop.executor(), complete);
}

struct Storm {
  std::string name;
  void (*end)(std::optional<Client>&);
  bool is_short_of_threads{false};
  friend void PrintTo(const Storm& storm, std::ostream* out) { *out << storm.name; }
};

/// Now and then the system has no thread to give: none has a stack as large as the default is then.
class ScarceThreads {
 public:
  explicit ScarceThreads(bool is_wanted) {
#ifdef __GLIBC__
    if (!is_wanted) return;
    pthread_getattr_default_np(&usual_);
    toggler_ = std::thread{[this] {
      while (!is_over_) {
        give(false);
        std::this_thread::yield();
        give(true);
        std::this_thread::yield();
      }
    }};
#else
    static_cast<void>(is_wanted);
#endif
  }
  ScarceThreads(const ScarceThreads&) = delete;
  ScarceThreads& operator=(const ScarceThreads&) = delete;
  ~ScarceThreads() {
    is_over_ = true;
    if (toggler_.joinable()) toggler_.join();
  }

 private:
#ifdef __GLIBC__
  void give(bool threads_now) {
    constexpr std::size_t too_large = std::size_t{1} << 46U;
    pthread_attr_t attributes = usual_;
    if (!threads_now) pthread_attr_setstacksize(&attributes, too_large);
    pthread_setattr_default_np(&attributes);
  }
  pthread_attr_t usual_{};
#endif
  std::atomic<bool> is_over_{false};
  std::thread toggler_{};
};

class CompletionStorm : public testing::TestWithParam<Storm> {};

TEST_P(CompletionStorm, LosesNoneAndDoublesNone) {
  ticket0::ClientOptions options = options_with(std::make_shared<RestlessWire>());
  options.retry = {.max_attempts = 3, .base_delay = 1ms, .max_delay = 2ms};
  options.async = {.threads = 4, .max_waiting = 2, .wait_at_end = GetParam().name != "WithoutWaiting"};
  std::optional<Client> client{options};
  const auto held = std::make_shared<int>(1);
  LoopThread loop;
  {
    // The threads use what a job was given, and so do not hold the client.
    const Client given = async(*client, [](const Client& c) { return c; }).get();
    std::atomic<std::size_t> made{0};
    const auto work = [&](std::size_t self) {
      std::mt19937 dice{static_cast<unsigned>(self)};
      std::vector<CancelSource> sources(8);
      for (std::size_t i = 0; i < tasks_of_a_thread; ++i) {
        const std::size_t which = dice() % sources.size();
        ticket0::CallOptions call{.cancel = sources[which].token()};
        if (dice() % 8 == 0) call.timeout = std::chrono::milliseconds{1 + dice() % 20};
        start(given.with(call), loop, self * tasks_of_a_thread + i, static_cast<unsigned>(dice() % 30), held);
        if (dice() % 24 == 0) {  // so that a third have a token that is cancelled, or will be
          sources[which] = CancelSource{};
          sources[dice() % sources.size()] = CancelSource{};
          sources[dice() % sources.size()].cancel();
        }
        ++made;
      }
    };
    std::vector<std::thread> workers;
    for (std::size_t i = 0; i < threads; ++i) workers.emplace_back(work, i);
    const ScarceThreads scarce{GetParam().is_short_of_threads};
    while (made < all_tasks / 2) std::this_thread::yield();
    GetParam().end(client);
    for (auto& each : workers) each.join();
  }
  EXPECT_TRUE(loop.join());
  while (held.use_count() > 1) std::this_thread::yield();  // jobs that nobody waits for end
}

void drop(std::optional<Client>& client) { client.reset(); }
void close_and_drop(std::optional<Client>& client) {
  static_cast<void>(client->close(1ms));
  client.reset();
}

INSTANTIATE_TEST_SUITE_P(Of, CompletionStorm,
                         testing::Values(Storm{"AClientThatWaits", drop}, Storm{"WithoutWaiting", drop},
                                         Storm{"AClientThatIsClosed", close_and_drop},
                                         Storm{"TooFewThreads", drop, true}),
                         [](const auto& each) { return each.param.name; });

}  // namespace

// fork() while threads are in the middle of calls: both processes go on.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <set>

#include "concurrency/event.hpp"
#include "ticket0/client.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Client;

constexpr int threads = 8;
constexpr int children = 6;
constexpr int calls_of_a_child = 10;

/// Answers with the rest of the request's path, and notes which processes each connection heard of.
class Service {
 public:
  [[nodiscard]] std::string url() const { return server_.url(""); }
  /// Connections with the requests of more than one process, or with bytes that are no request.
  [[nodiscard]] int mixed() {
    const std::lock_guard lock{mutex_};
    int count = 0;
    for (const auto& [number, processes] : processes_)
      count += processes.size() > 1 || processes.contains("") ? 1 : 0;
    return count;
  }
  [[nodiscard]] int connections_of(pid_t process) {
    const std::lock_guard lock{mutex_};
    int count = 0;
    for (const auto& [number, processes] : processes_)
      count += processes.contains(std::to_string(process)) ? 1 : 0;
    return count;
  }

 private:
  void serve(RawServer::Connection& connection) {
    for (std::string request; !(request = connection.read_request()).empty();) {
      constexpr std::string_view begin = "GET /of/";
      const bool is_ours = request.starts_with(begin);
      const std::string target =
          is_ours ? request.substr(begin.size(), request.find(' ', begin.size()) - begin.size()) : "";
      {
        const std::lock_guard lock{mutex_};
        processes_[connection.number()].insert(target.substr(0, target.find('/')));
      }
      connection.respond(200, target);
    }
  }
  std::mutex mutex_{};
  std::map<int, std::set<std::string>> processes_{};
  RawServer server_{[this](RawServer::Connection& connection) { serve(connection); }};
};

/// One call whose answer can be told from every other's.
bool call(const Client& client, int caller, int number) {
  const std::string mine =
      std::to_string(getpid()) + "/" + std::to_string(caller) + "/" + std::to_string(number);
  try {
    return client.send("GET", "/of/" + mine).body == mine;
  } catch (const ticket0::Error&) {
    return false;
  }
}

/// What a child does; its exit status, 0 where all is well.
int live_as_child(const Client& client) {
  alarm(20);  // ends a child that hangs
  if (client.rate_usage()->used != 0) return 1;
  for (int i = 0; i < calls_of_a_child; ++i)
    if (!call(client, threads, i)) return 2;
  return client.rate_usage()->used == calls_of_a_child ? 0 : 3;
}

TEST(Fork, InTheMiddleOfCallsLeavesBothProcessesTheirCallsAndConnectionsAndTheChildAnEmptyLimiter) {
  Service service;
  auto client = std::make_unique<const Client>(
      ticket0::ClientOptions{.api_key = ticket0::Secret{"t0_test"},
                             .base_url = service.url(),
                             .timeout = 10s,
                             .rate_limit = {.requests = 1'000'000, .per = 60s, .scope = "fork"}});
  std::atomic<bool> stop{false};
  std::atomic<int> good{0};
  std::atomic<int> bad{0};
  std::vector<std::thread> workers;
  for (int self = 0; self < threads; ++self)
    workers.emplace_back([&, self] {
      for (int i = 0; !stop; ++i) ++(call(*client, self, i) ? good : bad);
    });
  const auto let_them_work = [&] {
    for (const int before = good; good < before + 50 && bad == 0;) std::this_thread::yield();
  };

  std::map<pid_t, int> ends;
  for (int i = 0; i < children; ++i) {
    let_them_work();
    const pid_t child = fork();
    if (child == 0) {
      const int end = live_as_child(*client);
      client.reset();  // what it inherited must not be closed
      _exit(end);
    }
    int status = -1;
    waitpid(child, &status, 0);
    ends[child] = status;
  }
  let_them_work();
  stop = true;
  for (auto& each : workers) each.join();

  EXPECT_EQ(bad, 0) << "calls of the parent";
  EXPECT_EQ(service.mixed(), 0);
  EXPECT_LE(service.connections_of(getpid()), threads) << "the parent's connections live";
  for (const auto& [child, status] : ends) {
    EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_EQ(service.connections_of(child), 1);
  }
}

/// A lock is held while a registration's function runs.
TEST(Fork, WhileATokenWakesSomebodyLeavesAChildThatCanDropItsRegistration) {
  ticket0::CancelSource source;
  Event begun;
  Event go_on;
  std::shared_ptr<void> registration = source.token().on_cancel([&] {
    begun.set();
    EXPECT_TRUE(go_on.wait());
  });
  std::thread canceller{[&] { source.cancel(); }};
  ASSERT_TRUE(begun.wait());
  const pid_t child = fork();
  if (child == 0) {
    alarm(10);  // ends a child that hangs
    registration.reset();
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  go_on.set();
  canceller.join();
  EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
}

}  // namespace

// One client and many threads that call, copy, cancel and destroy at random.
#include <gtest/gtest.h>

#include <barrier>
#include <random>

#include "ticket0/client.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::CancelSource;
using ticket0::Client;

constexpr int threads = 64;
constexpr int calls_of_a_thread = 12;

/// Whatever is asked: a ticket, which passes for a page of none. One answer in eight does not come.
void serve(RawServer::Connection& connection, std::atomic<int>& requests) {
  while (!connection.read_request().empty()) {
    if (++requests % 8 == 0) return connection.wait_for_close();
    connection.respond(200, R"({"id":"tkt_1","tickets":[]})");
  }
}

ticket0::ClientOptions options_for(const RawServer& server) {
  return {.api_key = ticket0::Secret{"t0_test"},
          .base_url = server.url(""),
          .timeout = 10s,
          .attempt_timeout = 300ms,
          .retry = {.max_attempts = 2, .base_delay = 1ms},
          .rate_limit = {.requests = 100'000, .per = 1ms}};
}

/// What the threads fight for.
template <class T>
class Shared {
 public:
  explicit Shared(T value) : value_(std::move(value)) {}
  [[nodiscard]] T copy() const {
    const std::lock_guard lock{mutex_};
    return value_;
  }
  /// The old value ends outside the lock.
  void replace(T value) {
    const std::lock_guard lock{mutex_};
    std::swap(value_, value);
  }

 private:
  mutable std::mutex mutex_{};
  T value_;
};

void call(const Client& client, std::mt19937::result_type kind, const ticket0::CancelToken& cancel) {
  const ticket0::TicketId id{"tkt_1"};
  switch (kind % 5) {
    case 0: (void)client.tickets().get(id, {.cancel = cancel}); break;
    case 1: (void)client.tickets().page({}, {.cancel = cancel}); break;
    case 2: client.tickets().update(id, {.tags = std::vector<std::string>{"a"}}, {.cancel = cancel}); break;
    case 3: client.send("POST", "/tickets", R"({"subject":"Hello"})", {.cancel = cancel}); break;
    default: (void)client.with({.cancel = cancel}).tickets().get(id); break;
  }
}

TEST(SharedClient, SurvivesThreadsThatCallCopyCancelAndDestroyAtRandom) {
  std::atomic<int> requests{0};
  RawServer server{[&](RawServer::Connection& connection) { serve(connection, requests); }};
  std::atomic<int> ended{0};
  {
    Shared<Client> shared{Client{options_for(server)}};
    std::vector<std::unique_ptr<Shared<CancelSource>>> sources;
    for (int i = 0; i < threads; ++i)
      sources.push_back(std::make_unique<Shared<CancelSource>>(CancelSource{}));
    const auto work = [&](int self) {
      std::mt19937 dice{static_cast<unsigned>(self)};
      Client mine = shared.copy();
      for (int i = 0; i < calls_of_a_thread; ++i) {
        if (dice() % 4 == 0) mine = shared.copy();
        if (dice() % 16 == 0) shared.replace(Client{options_for(server)});
        if (dice() % 4 == 0) sources[dice() % threads]->copy().cancel();
        const CancelSource stop;
        sources[static_cast<std::size_t>(self)]->replace(stop);
        try {
          call(mine, dice(), stop.token());
        } catch (const ticket0::Error&) {}
        ++ended;
      }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i) workers.emplace_back(work, i);
    for (auto& each : workers) each.join();
  }
  EXPECT_EQ(ended, threads * calls_of_a_thread);
  EXPECT_TRUE(server.wait_until_all_ended()) << "connections outlived the last client";
}

TEST(SharedClient, HasNoMoreConnectionsThanCallsAtOnce) {
  RawServer server{[](RawServer::Connection& connection) {
    while (!connection.read_request().empty()) connection.respond(200, R"({"id":"tkt_1"})");
  }};
  std::optional<Client> client{options_for(server)};
  std::barrier together{threads};
  std::atomic<int> failed{0};
  const auto work = [&] {
    for (int i = 0; i < 5; ++i) {
      together.arrive_and_wait();
      try {
        const Client copy = *client;
        (void)copy.with({.attempt_timeout = 10s}).tickets().get(ticket0::TicketId{"tkt_1"});
      } catch (const ticket0::Error&) {
        ++failed;
      }
    }
  };
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back(work);
  for (auto& each : workers) each.join();
  EXPECT_EQ(failed, 0);
  EXPECT_LE(server.connections(), threads);
  client.reset();
  EXPECT_TRUE(server.wait_until_all_ended());
}

}  // namespace

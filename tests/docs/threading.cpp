// The code of docs/threading.md, run against the fakes.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "docs.hpp"
#include "ticket0/async.hpp"
#include "ticket0/result.hpp"

namespace {

using namespace std::chrono_literals;

struct Threads : Docs {};

using Ids = std::vector<ticket0::TicketId>;

// [snippet threading_workers]
/// Reads the tickets on four threads, which share the client's connections and its budget. One that cannot be
/// read has its error instead.
std::vector<ticket0::Result<ticket0::Ticket>> read_all(const ticket0::Client& client,
                                                       const std::vector<ticket0::TicketId>& ids) {
  std::vector<ticket0::Result<ticket0::Ticket>> read(ids.size(), ticket0::Ticket{});
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&, client] {  // a copy each
      for (std::size_t at; (at = next++) < ids.size();)
        read[at] = ticket0::attempt([&] { return client.tickets().get(ids[at]); });
    });
  for (auto& worker : workers) worker.join();
  return read;
}
// [end]

TEST_F(Threads, ShareAClient) {
  for (int i = 0; i < 40; ++i) wire->respond(200, R"({"id":"tkt_1"})");
  const auto read = read_all(client, Ids(40, id));
  ASSERT_EQ(read.size(), 40U);
  for (const auto& ticket : read) EXPECT_EQ(ticket.value().id, id);
  EXPECT_EQ(wire->sent().size(), 40U);
}

TEST_F(Threads, KeepTheErrorOfATicketThatCannotBeRead) {
  wire->respond(404, R"({"error":{"code":"NOT_FOUND","message":"no such ticket"}})");
  const auto read = read_all(client, {id});
  ASSERT_EQ(read.size(), 1U);
  EXPECT_TRUE(read.front().error_as<ticket0::NotFoundError>());
}

TEST_F(Threads, OneSourceEndsEveryCallOfAProgram) {
  // [snippet threading_shutdown]
  ticket0::CancelSource shutdown;
  const auto service = client.with({.cancel = shutdown.token()});  // for all the program's calls
  // at the end, from any thread:
  shutdown.cancel();
  // [end]
  EXPECT_THROW(static_cast<void>(service.tickets().get(id)), ticket0::CancelledError);
  EXPECT_TRUE(wire->sent().empty());
}

// [snippet threading_signal]
/// Cancels its token when SIGINT or SIGTERM arrives. Create it in main() before any thread starts, since
/// threads inherit what is blocked.
class UntilSignal {
 public:
  UntilSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    waiting_ = std::thread{[this] {
      int signal = 0;
      sigwait(&signals_, &signal);
      source_.cancel();
    }};
  }
  UntilSignal(const UntilSignal&) = delete;
  UntilSignal& operator=(const UntilSignal&) = delete;
  ~UntilSignal() {
    pthread_kill(waiting_.native_handle(), SIGTERM);  // for that thread alone: it ends its wait
    waiting_.join();
  }
  [[nodiscard]] ticket0::CancelToken token() const noexcept { return source_.token(); }

 private:
  sigset_t signals_{};
  ticket0::CancelSource source_{};
  std::thread waiting_{};
};
// [end]

TEST_F(Threads, ASignalEndsCalls) {
  const UntilSignal until_signal;
  const auto service = client.with({.cancel = until_signal.token()});
  wire->respond(200, R"({"id":"tkt_1"})");
  EXPECT_EQ(service.tickets().get(id).id, id);
  kill(getpid(), SIGINT);
  EXPECT_FALSE(until_signal.token().wait_until(std::chrono::steady_clock::now() + 20s)) << "not cancelled";
  EXPECT_THROW(static_cast<void>(service.tickets().get(id)), ticket0::CancelledError);
}

TEST_F(Threads, WithoutASignalTheWaitForOneEnds) {
  const UntilSignal until_signal;
  EXPECT_FALSE(until_signal.token().cancelled());
}

// [snippet threading_async]
/// Reads the tickets, sixteen at a time.
std::vector<ticket0::Ticket> read_together(const ticket0::Client& client,
                                           const std::vector<ticket0::TicketId>& ids) {
  std::vector<ticket0::Task<ticket0::Ticket>> tasks;
  for (const auto& id : ids)
    tasks.push_back(ticket0::async(client, [id](const ticket0::Client& c) { return c.tickets().get(id); }));
  std::vector<ticket0::Ticket> read;
  for (auto& task : tasks) read.push_back(std::move(task).get());  // waits; throws what the call threw
  return read;
}
// [end]

TEST_F(Threads, OfAPoolReadTicketsTogether) {
  for (int i = 0; i < 40; ++i) wire->respond(200, R"({"id":"tkt_1"})");
  EXPECT_EQ(read_together(client, Ids(40, id)).size(), 40U);
  EXPECT_EQ(wire->sent().size(), 40U);
}

// [snippet threading_then]
/// The ticket's subject; CancelledError if it does not come in time.
std::string subject_in_time(const ticket0::Client& client, const ticket0::TicketId& id) {
  auto subject = ticket0::async(client, [id](const ticket0::Client& c) {
                   return c.tickets().get(id);
                 }).then([](const ticket0::Ticket& ticket) { return ticket.subject; });
  if (!subject.wait_for(5s)) subject.cancel();
  return std::move(subject).get();
}
// [end]

TEST_F(Threads, OfAPoolGoOnAfterATask) {
  wire->respond(200, R"({"id":"tkt_1","subject":"Printer"})");
  EXPECT_EQ(subject_in_time(client, id), "Printer");
}

// [snippet threading_observer]
/// Counts, for whoever asks from another thread.
class Counters final : public ticket0::Observer {
 public:
  void on_send(const Attempt&) noexcept override { ++requests; }
  void on_wait(const Attempt&, std::chrono::milliseconds time, ticket0::WaitReason) noexcept override {
    waited_ms += time.count();
  }
  std::atomic<std::int64_t> requests{0};
  std::atomic<std::int64_t> waited_ms{0};
};
// [end]

TEST_F(Threads, AnObserverIsCalledFromSeveral) {
  const auto counters = std::make_shared<Counters>();
  const ticket0::Client watched(
      {.api_key = ticket0::Secret{"t0_test"}, .observer = counters, .transport = wire, .clock = clock});
  wire->fail(ticket0::Outcome::unknown);
  for (int i = 0; i < 8; ++i) wire->respond(200, R"({"id":"tkt_1"})");
  EXPECT_EQ(read_all(watched, Ids(8, id)).back().value().id, id);
  EXPECT_EQ(counters->requests, 9);
  EXPECT_EQ(counters->waited_ms, clock->waited().count());
  EXPECT_GT(counters->waited_ms, 0);
}

}  // namespace

// The code of docs/event-loops.md, run against the fakes.
#include <stop_token>

#include "async/loop.hpp"
#include "docs.hpp"
// [snippet event_loops_include]
#include "ticket0/async.hpp"
// [end]

#include <iostream>

namespace {

using namespace std::chrono_literals;

struct EventLoops : Docs {
  Loop loop{};
};

// [snippet event_loops_window]
/// A window of a program that has one thread for all its windows. `on_loop` posts to that thread.
class TicketWindow {
 public:
  TicketWindow(ticket0::Client client, ticket0::Executor on_loop)
      : client_(std::move(client)), on_loop_(std::move(on_loop)) {}
  TicketWindow(const TicketWindow&) = delete;
  TicketWindow& operator=(const TicketWindow&) = delete;
  ~TicketWindow() { loading_.cancel(); }

  /// Returns at once. The title changes when the ticket is there.
  void show(const ticket0::TicketId& id) {
    loading_.cancel();  // of the ticket that was to be shown before
    loading_ = ticket0::CancelSource{};
    title = "Loading...";
    ticket0::async(client_.with({.timeout = 5s, .cancel = loading_.token()}), [id](const ticket0::Client& c) {
      return c.tickets().get(id);
    }).on_done(on_loop_, [this, token = loading_.token()](const ticket0::Result<ticket0::Ticket>& got) {
      if (token.cancelled()) return;  // this window may be gone
      title = got ? got->subject : got.error().what();
    });
  }
  std::string title{};

 private:
  ticket0::Client client_;
  ticket0::Executor on_loop_;
  ticket0::CancelSource loading_{};
};
// [end]

TEST_F(EventLoops, ShowATicket) {
  wire->respond(200, R"({"id":"tkt_1","subject":"Printer"})");
  TicketWindow window{client, loop.executor()};
  window.show(id);
  EXPECT_EQ(window.title, "Loading...");
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(window.title, "Printer");
}

TEST_F(EventLoops, EndWithAStopToken) {
  std::stop_source stopping;
  const std::stop_token stop = stopping.get_token();
  stopping.request_stop();
  // [snippet event_loops_stop_token]
  const auto until_stop = client.with({.cancel = ticket0::CancelToken::from<std::stop_callback>(stop)});
  auto loading = ticket0::async(until_stop, [&](const ticket0::Client& c) { return c.tickets().get(id); });
  // [end]
  EXPECT_THROW(static_cast<void>(std::move(loading).get()), ticket0::CancelledError);
}

TEST_F(EventLoops, ShowAnError) {
  wire->respond(404, R"({"error":{"code":"NOT_FOUND","message":"no such ticket"}})");
  TicketWindow window{client, loop.executor()};
  window.show(id);
  ASSERT_TRUE(loop.run());
  EXPECT_NE(window.title.find("no such ticket"), std::string::npos) << window.title;
}

TEST_F(EventLoops, MayCloseAWindowThatLoads) {
  wire->respond(200, R"({"id":"tkt_1"})");
  {
    TicketWindow window{client, loop.executor()};
    window.show(id);
  }
  EXPECT_TRUE(loop.run()) << "the completion comes all the same";
}

// [snippet event_loops_queue]
/// An event loop: run() runs, on one thread, what any thread posts.
class MainLoop {
 public:
  void post(std::function<void()> f) {
    const std::lock_guard lock{mutex_};
    queue_.push_back(std::move(f));
    changed_.notify_one();
  }
  void stop() { is_stopped_ = true; }  // from what run() runs
  void run() {
    while (!is_stopped_) {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return !queue_.empty(); });
      const std::function<void()> f = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      f();
    }
  }

 private:
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::deque<std::function<void()>> queue_{};
  bool is_stopped_{false};
};

/// Prints the statuses of the tickets as they come. All printing happens on the thread that calls this.
void print_statuses(const ticket0::ClientOptions& options, const std::vector<ticket0::TicketId>& ids) {
  MainLoop loop;  // before the client, which posts to it to its end
  const ticket0::Client client{options};
  const ticket0::Executor on_loop = [&loop](std::function<void()> f) { loop.post(std::move(f)); };
  std::size_t left = ids.size();
  for (const auto& id : ids) {
    ticket0::async(client, [id](const ticket0::Client& c) {
      return c.tickets().get(id);
    }).on_done(on_loop, [&loop, &left, id](const ticket0::Result<ticket0::Ticket>& got) {
      std::cout << id << ": " << (got ? got->status.text() : got.error().what()) << '\n';
      if (--left == 0) loop.stop();
    });
  }
  if (left > 0) loop.run();
}
// [end]

TEST_F(EventLoops, OfOnesOwnPrintEveryTicket) {
  wire->on("GET /tickets/tkt_1").respond(200, R"({"id":"tkt_1","status":"open"})");
  wire->on("GET /tickets/tkt_2").fail(ticket0::Outcome::rejected, "no such host");
  testing::internal::CaptureStdout();
  print_statuses({.api_key = ticket0::Secret{"t0_test"}, .transport = wire, .clock = clock},
                 {ticket0::TicketId{"tkt_1"}, ticket0::TicketId{"tkt_2"}});
  const std::string printed = testing::internal::GetCapturedStdout();
  EXPECT_NE(printed.find("tkt_1: open\n"), std::string::npos) << printed;
  EXPECT_NE(printed.find("tkt_2: GET /tickets/:id: no such host"), std::string::npos) << printed;
}

TEST_F(EventLoops, MayCloseAtOnce) {
  const ticket0::Secret key{"t0_test"};
  // [snippet event_loops_close]
  const ticket0::Client quick({.api_key = key, .async = {.wait_at_end = false}, .transport = wire});
  // [end]
  ticket0::async(quick, [](const ticket0::Client&) {}).on_done(loop.executor(), [](const auto&) {});
  quick.close(200ms);
  EXPECT_EQ(loop.posted(), 1U);
}

}  // namespace

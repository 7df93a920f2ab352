// The code of docs/event-loops.md, run against the fakes.
#include "async/loop.hpp"
#include "docs.hpp"
#include "ticket0/async.hpp"

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

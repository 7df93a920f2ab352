// A peer that goes away while we write is an error of one call, and no signal of the program.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

#include "ticket0/error.hpp"
#include "transport/broken_exchange.hpp"
#include "transport/curl_transport.hpp"
#include "transport/sigpipe_guard.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::detail::SigpipeGuard;

std::atomic<int> signals{0};

/// Counts the signals of the whole program.
class Sigpipe : public testing::Test {
 protected:
  void SetUp() override {
    signals = 0;
    struct sigaction counting {};
    counting.sa_handler = [](int) { ++signals; };
    sigaction(SIGPIPE, &counting, &before_);
  }
  void TearDown() override { sigaction(SIGPIPE, &before_, nullptr); }
  /// What raises the signal, unless it is held off.
  static void write_to_nobody() {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    close(ends[0]);
    EXPECT_EQ(write(ends[1], "x", 1), -1);
    EXPECT_EQ(errno, EPIPE);
    close(ends[1]);
  }
  static bool is_blocked() {
    sigset_t now;
    pthread_sigmask(SIG_BLOCK, nullptr, &now);
    return sigismember(&now, SIGPIPE) == 1;
  }

 private:
  struct sigaction before_ {};
};

TEST_F(Sigpipe, IsRaisedByAWriteToNobody) {
  write_to_nobody();
  EXPECT_EQ(signals, 1);
}

TEST_F(Sigpipe, IsNotRaisedUnderTheGuardNorAfterIt) {
  {
    const SigpipeGuard guard;
    write_to_nobody();
    const SigpipeGuard another;
    write_to_nobody();
  }
  EXPECT_EQ(signals, 0);
  EXPECT_FALSE(is_blocked());
}

TEST_F(Sigpipe, ThatAProgramHeldBackItselfStaysHeldBack) {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  write_to_nobody();
  {
    const SigpipeGuard guard;
    write_to_nobody();
  }
  EXPECT_TRUE(is_blocked());
  EXPECT_EQ(signals, 0);
  pthread_sigmask(SIG_UNBLOCK, &pipe, nullptr);
  EXPECT_EQ(signals, 1) << "the program's own is not to be lost";
}

/// A server that resets while a request of many buffers is written, and one that does so in the handshake.
TEST_F(Sigpipe, IsNotRaisedByACallWhoseServerResetsWhileItWrites) {
  for (const Point point : {Point::accepted, Point::request_line, Point::half_the_body, Point::client_hello})
    for (const Fault fault : {Fault::reset, Fault::close}) {
      BrokenExchange server{point, fault};
      const auto transport = ticket0::detail::make_curl_transport({});
      for (int i = 0; i < 5; ++i)
        EXPECT_THROW((void)transport->send(
                         {.method = "POST", .url = server.url(), .body = std::string(8U << 20U, 'x')},
                         {.time_left = 10s, .at_most_once = i % 2 == 0}),
                     ticket0::TransportError);
    }
  EXPECT_EQ(signals, 0);
}

}  // namespace

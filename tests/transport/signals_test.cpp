// What the transport does with the process's signals. A program of its own, with a sigaction() that counts.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>

#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"

namespace {

std::atomic<int> changes_of_sigpipe{0};

}  // namespace

extern "C" int sigaction(int number, const struct sigaction* now, struct sigaction* before) noexcept {
  using Function = int (*)(int, const struct sigaction*, struct sigaction*);
  static const auto of_the_system = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "sigaction"));
  if (number == SIGPIPE && now != nullptr) ++changes_of_sigpipe;
  return of_the_system(number, now, before);
}

namespace {

using namespace std::chrono_literals;

/// What is done with SIGPIPE is done for all threads.
TEST(Signals, AreLeftAloneByCallsAndByTheEndOfATransport) {
  RawServer server{[](RawServer::Connection& connection) {
    while (!connection.read_request().empty()) connection.respond(200, "good");
  }};
  struct sigaction as_it_is {};
  ASSERT_EQ(sigaction(SIGPIPE, nullptr, &as_it_is), 0);
  ASSERT_EQ(sigaction(SIGPIPE, &as_it_is, nullptr), 0);
  ASSERT_EQ(changes_of_sigpipe.exchange(0), 1) << "they are not counted";
  {
    const auto transport = ticket0::detail::make_curl_transport({});
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(transport->send({.method = "GET", .url = server.url()}, {.time_left = 5s}).status, 200);
  }
  EXPECT_EQ(changes_of_sigpipe, 0);
}

}  // namespace

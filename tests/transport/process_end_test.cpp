// The end of a process that has a call in it which does not end.
#include "transport/process_end.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <semaphore>
#include <thread>

#include "transport/curl_library.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

steady_clock::time_point exit_began{};

/// Older than any handler of the library, so it runs last.
void note_how_long_it_took() {
  if (exit_began == steady_clock::time_point{}) return;
  const auto took = steady_clock::now() - exit_began;
  _exit(took < 1s ? 3 : took < 1'900ms ? 0 : 4);
}
__attribute__((constructor(101))) void register_it() { std::atexit(&note_how_long_it_took); }

/// Its two handlers both wait for calls: for as long in all as one would.
TEST(ProcessEndDeathTest, WaitsASecondInAllForACallThatDoesNotEnd) {
  ticket0::detail::require_curl();
  EXPECT_EXIT(
      {
        std::binary_semaphore in_use{0};
        std::thread{[&in_use] {
          const ticket0::detail::CurlUse use;
          in_use.release();
          for (;;) pause();
        }}.detach();
        in_use.acquire();
        exit_began = steady_clock::now();
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace

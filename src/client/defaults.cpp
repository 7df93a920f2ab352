#include "client/defaults.hpp"

#include <random>

#include "base/process.hpp"
#include "ticket0/version.hpp"

namespace ticket0::inline v1::detail {

namespace {

constexpr std::string_view os =
#if defined(__linux__)
    "linux";
#elif defined(__APPLE__)
    "macos";
#elif defined(_WIN32)
    "windows";
#else
    "other";
#endif

constexpr std::string_view arch =
#if defined(__x86_64__) || defined(_M_X64)
    "x86_64";
#elif defined(__aarch64__) || defined(_M_ARM64)
    "arm64";
#else
    "other";
#endif

}  // namespace

std::chrono::steady_clock::time_point SystemClock::now() noexcept { return std::chrono::steady_clock::now(); }
std::chrono::system_clock::time_point SystemClock::wall() noexcept {
  return std::chrono::system_clock::now();
}
bool SystemClock::wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) {
  return cancel.wait_until(when);
}

double random_fraction() {
  thread_local std::minstd_rand source{std::random_device{}()};
  thread_local long process = current_process();
  if (process != current_process()) {  // forked: it must not wait in step with its siblings
    source.seed(std::random_device{}());
    process = current_process();
  }
  return std::uniform_real_distribution<double>{0, 1}(source);
}

std::string user_agent(std::string_view transport, std::string_view app_info) {
  std::string text = "ticket0-cpp/" TICKET0_VERSION " (";
  text.append(os).append("; ").append(arch).append(")");
  if (!transport.empty()) text.append(" ").append(transport);
  if (!app_info.empty()) text.append(" ").append(app_info);
  return text;
}

}  // namespace ticket0::inline v1::detail

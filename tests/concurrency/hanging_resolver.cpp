#include "concurrency/hanging_resolver.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string_view>

namespace {

/// Whoever waits for a look-up to end, where nobody should, gets on in the end.
constexpr std::chrono::seconds longest{5};
constexpr std::string_view failing = "fails-with-";

struct State {
  std::mutex mutex{};
  std::condition_variable changed{};
  bool hangs{false};
  int released{0};  // times
  int inside{0};
  int asked{0};
  int most{0};
};

/// Never destroyed: the threads of look-ups may outlive main().
State& state() {
  static auto* const all = new State;
  return *all;
}

void hang() {
  State& all = state();
  std::unique_lock lock{all.mutex};
  ++all.asked;
  all.most = std::max(all.most, ++all.inside);
  all.changed.notify_all();
  all.changed.wait_for(lock, longest,
                       [&, before = all.released] { return !all.hangs || all.released != before; });
  --all.inside;
  all.changed.notify_all();
}

}  // namespace

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  static const auto system = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  const std::string_view name = node == nullptr ? "" : node;
  if (name.starts_with(failing)) return std::atoi(node + failing.size());
  if (name == hanging_host || name == late_host) hang();
  if (name == hanging_host) return EAI_AGAIN;
  return system(name == late_host ? "127.0.0.1" : node, service, hints, result);
}

std::string failing_host(int error) { return std::string{failing} + std::to_string(error) + ".invalid"; }

HangingResolver::HangingResolver() {
  State& all = state();
  const std::lock_guard lock{all.mutex};
  all.hangs = true;
  all.asked = 0;
  all.most = 0;
}

HangingResolver::~HangingResolver() {
  std::unique_lock lock{state().mutex};
  state().hangs = false;
  state().changed.notify_all();
  state().changed.wait(lock, [] { return state().inside == 0; });
}

void HangingResolver::release() {
  const std::lock_guard lock{state().mutex};
  ++state().released;
  state().changed.notify_all();
}

bool HangingResolver::wait_for_somebody() {
  std::unique_lock lock{state().mutex};
  return state().changed.wait_for(lock, std::chrono::seconds{10}, [] { return state().inside != 0; });
}

int HangingResolver::asked() const {
  const std::lock_guard lock{state().mutex};
  return state().asked;
}

int HangingResolver::most_at_a_time() const {
  const std::lock_guard lock{state().mutex};
  return state().most;
}

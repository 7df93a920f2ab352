#include "concurrency/hanging_resolver.hpp"

#include <curl/curl.h>
#include <dlfcn.h>
#include <netdb.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace {

/// Whoever waits for a look-up to end, where nobody should, gets on in the end.
constexpr std::chrono::seconds longest{5};

struct State {
  std::mutex mutex{};
  std::condition_variable changed{};
  bool hangs{false};
  int inside{0};
};

/// Never destroyed: libcurl's threads may outlive main().
State& state() {
  static auto* const all = new State;
  return *all;
}

void hang() {
  State& all = state();
  std::unique_lock lock{all.mutex};
  ++all.inside;
  all.changed.notify_all();
  all.changed.wait_for(lock, longest, [&] { return !all.hangs; });
  --all.inside;
  all.changed.notify_all();
}

}  // namespace

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  if (node != nullptr && node == hanging_host) {
    hang();
    return EAI_AGAIN;
  }
  static const auto system = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return system(node, service, hints, result);
}

HangingResolver::HangingResolver() {
  const std::lock_guard lock{state().mutex};
  state().hangs = true;
}

HangingResolver::~HangingResolver() {
  std::unique_lock lock{state().mutex};
  state().hangs = false;
  state().changed.notify_all();
  state().changed.wait(lock, [] { return state().inside == 0; });
}

bool HangingResolver::wait_for_somebody() {
  std::unique_lock lock{state().mutex};
  return state().changed.wait_for(lock, std::chrono::seconds{10}, [] { return state().inside != 0; });
}

std::string HangingResolver::missing() {
  const curl_version_info_data* const info = curl_version_info(CURLVERSION_NOW);
  const std::string name = std::string{"libcurl "} + info->version;
  if (info->ares != nullptr) return name + " looks up names by c-ares, not by getaddrinfo()";
  if ((info->features & CURL_VERSION_ASYNCHDNS) == 0) return name + " has no thread for name look-ups";
  if (info->version_num < 0x075700) return name + " has no CURLOPT_QUICK_EXIT (7.87)";
  return {};
}

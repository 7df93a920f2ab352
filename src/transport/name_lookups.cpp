#include "transport/name_lookups.hpp"

#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netdb.h>
#include <sys/socket.h>

#include <csignal>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "base/process.hpp"
#include "transport/local_cause.hpp"
#include "transport/process_end.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::steady_clock;

struct Name {
  int under_way{0};
  int waiting{0};          // calls
  std::uint64_t begun{0};  // look-ups, so far; each has its number, from 1
  steady_clock::time_point last_begun{};
  LookUp found{};
  steady_clock::time_point found_at{};
  LookUp failed{};
  std::uint64_t failed_number{0};
};

struct State {
  std::mutex mutex{};
  std::condition_variable changed{};
  std::map<std::string, Name> names{};
  int under_way{0};
};

/// Never destroyed: a look-up may outlive main().
PerProcess<State>& states() {
  static auto* const all = new PerProcess<State>;
  return *all;
}

/// Blocks all signals, for the thread that is created meanwhile: they are the application's.
class SignalsBlocked {
#ifndef _WIN32
 public:
  SignalsBlocked() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
#endif
};

std::vector<std::string> addresses_in(const addrinfo* list) {
  std::vector<std::string> addresses;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    std::array<char, 64> buffer{};
    if (getnameinfo(each->ai_addr, static_cast<socklen_t>(each->ai_addrlen), buffer.data(),
                    static_cast<socklen_t>(buffer.size()), nullptr, 0, NI_NUMERICHOST) != 0)
      continue;
    std::string text{buffer.data()};
    if (text.find('%') == std::string::npos)  // libcurl takes no address with the name of an interface
      addresses.push_back(std::move(text));
  }
  return addresses;
}

LookUp ask(const std::string& name) {
  LookUp lookup;
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  errno = 0;
  lookup.error = getaddrinfo(name.c_str(), nullptr, &hints, &list);
  lookup.os_error = errno;
  if (lookup.error != 0) {
#ifdef EAI_SYSTEM
    if (lookup.error != EAI_SYSTEM) lookup.os_error = 0;  // left over from one of its attempts
#endif
    if (descriptors_short()) lookup.os_error = EMFILE;
    return lookup;
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{list, &freeaddrinfo};
  lookup.addresses = addresses_in(list);
  lookup.end = lookup.addresses.empty() ? LookUp::End::failed : LookUp::End::found;
  if (lookup.addresses.empty()) lookup.error = EAI_NONAME;
  return lookup;
}

/// On a thread of its own.
void look_up(State& state, const std::string& name, std::uint64_t number) noexcept {
  LookUp lookup;
  try {
    lookup = ask(name);
  } catch (...) {
    lookup.error = EAI_MEMORY;
  }
  const std::lock_guard lock{state.mutex};
  --state.under_way;
  Name& own = state.names.find(name)->second;  // kept while one of its look-ups is under way
  --own.under_way;
  if (lookup.end == LookUp::End::found) {
    own.found = std::move(lookup);
    own.found_at = steady_clock::now();
  } else if (number > own.failed_number) {
    own.failed = std::move(lookup);
    own.failed_number = number;
  }
  state.changed.notify_all();
}

bool is_known(const Name& name, steady_clock::time_point now) {
  return name.found.end == LookUp::End::found && now - name.found_at < NameLookUps::kept_for;
}

/// Names that nobody waits for and about which nothing is known.
void drop_old(State& state, steady_clock::time_point now) {
  std::erase_if(state.names, [now](const auto& each) {
    const Name& name = each.second;
    return name.under_way == 0 && name.waiting == 0 && !is_known(name, now);
  });
}

/// False if the system has no thread for it. Call it with the lock held: the new thread waits for that.
bool begin(State& state, const std::string& name, Name& own) {
  try {
    [[maybe_unused]] const SignalsBlocked blocked;
    std::thread{[&state, name, number = own.begun + 1] { look_up(state, name, number); }}.detach();
  } catch (const std::system_error&) {
    return false;
  }
  ++state.under_way;
  ++own.under_way;
  ++own.begun;
  own.last_begun = steady_clock::now();
  return true;
}

/// When another look-up of the name may begin; empty if one of them has to end first.
std::optional<steady_clock::time_point> next_beginning(const State& state, const Name& name) {
  if (name.under_way >= NameLookUps::most_of_a_name || state.under_way >= NameLookUps::most)
    return std::nullopt;
  return name.under_way == 0 ? steady_clock::time_point::min() : name.last_begun + NameLookUps::another_after;
}

/// A call that waits for the name.
class Waiting {
 public:
  explicit Waiting(Name& name) : name_(name) { ++name_.waiting; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { --name_.waiting; }

 private:
  Name& name_;
};

}  // namespace

LookUp NameLookUps::find(const std::string& name, steady_clock::time_point until, const CancelToken& cancel) {
  State& state = states().get();
  const auto wake_all = [&state] {
    const std::lock_guard lock{state.mutex};
    state.changed.notify_all();
  };
  const auto wake = cancel.on_cancel(wake_all);
  const WakeAtEnd wake_at_end{wake_all};
  std::unique_lock lock{state.mutex};
  drop_old(state, steady_clock::now());
  Name& own = state.names[name];
  const Waiting waiting{own};
  // An older failure may no longer be true.
  for (const std::uint64_t begun_before = own.begun;;) {
    const auto now = steady_clock::now();
    if (is_known(own, now)) return own.found;
    if (own.failed_number > begun_before) return own.failed;
    if (cancel.cancelled() || process_is_ending()) return {.end = LookUp::End::cancelled};
    if (now >= until) return {.end = LookUp::End::time_up, .under_way = own.under_way};
    auto next = next_beginning(state, own);
    if (next && *next <= now) {
      if (!begin(state, name, own) && own.under_way == 0)
        return {.end = LookUp::End::no_thread, .os_error = EAGAIN};
      next = own.under_way == 0 ? std::nullopt : next_beginning(state, own);
      if (next && *next <= now) next = now + another_after;  // no thread for it: those under way must suffice
    }
    state.changed.wait_until(lock, next ? std::min(*next, until) : until);
  }
}

void NameLookUps::forget(const std::string& name) noexcept {
  State& state = states().get();
  const std::lock_guard lock{state.mutex};
  const auto found = state.names.find(name);
  if (found != state.names.end()) found->second.found = {};
}

std::string describe_lookup(const LookUp& lookup, const std::string& name) {
  const std::string quoted = "the host name \"" + name + "\" ";
  const auto now_not = [&](const std::string& why) { return quoted + "cannot be looked up now: " + why; };
  if (lookup.end == LookUp::End::no_thread) return now_not("the system has no thread for it");
  if (lookup.os_error == EMFILE || lookup.os_error == ENFILE) return now_not(std::string{no_descriptors});
  switch (lookup.error) {
    case EAI_AGAIN: return now_not("no name server could answer");
    case EAI_MEMORY: return now_not("there is not enough memory");
    case EAI_FAIL: return now_not("the name server failed");
#ifdef EAI_SYSTEM
    case EAI_SYSTEM: return now_not(std::system_category().message(lookup.os_error));
#endif
    default: return quoted + "cannot be found";
  }
}

}  // namespace ticket0::inline v1::detail

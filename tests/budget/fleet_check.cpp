// Four processes with four threads each spend one budget of 20 requests a second, are killed, stopped and
// slowed down; a server counts whether any second has more.
//
// fleet_check STORE SECONDS SEED HARM [CONTROL]
//
// STORE is file:PATH, redis:SOCKET, far:PORT, or split: nothing is shared, each process has a quarter. In
// far, the connections to Redis come from the network namespaces fleet1 to fleet3, which reach it
// at 10.73.1.1 to 10.73.3.1. With FLEET_ARRIVALS in the environment the requests are written to that file:
// the second, and the process.
//
// HARM is one of
// - none: nothing but load; the budget must be used, in fair shares, and no call be refused
// - outage: as none, while someone else harms the store
// - random: SIGKILL, and SIGSTOP for less and for more than the lease
// - slow: some attempts wait between the slot's grant and its confirmation, for a little less or a little
//   more than lease and window, in every other phase of 3 s; then 150 ms before the bytes; with 12 threads in
//   each process
// - hook: 150 ms between the confirmation and the bytes
// - uneven: one process always wants something, the others now and then
// - end: the process is stopped between the response and the slot's end
//
// CONTROL is a store that is broken on purpose: clock (each process has its own), start (a slot counts from
// its start only), check (the confirmation only looks), forget (a Redis that has lost its data is taken for
// the one before). The exit status is 0 then if the server counted too many.
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "budget/counting_server.hpp"
#include "budget/file_store.hpp"
#include "redis/redis_store.hpp"
#include "redis/script.hpp"
#include "ticket0/client.hpp"
#include "ticket0/error.hpp"
#include "ticket0/redis_budget.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int requests = 20;
constexpr milliseconds per = 1s;
constexpr milliseconds lease = 500ms;  // for the 60 s of a client whose period is 60 s
constexpr int processes = 4;

/// A slot whose lease is scaled like all else, and which is kept in the way that a control asks for.
class ScaledSlot final : public BudgetSlot {
 public:
  ScaledSlot(std::unique_ptr<BudgetSlot> slot, std::string how)
      : slot_(std::move(slot)), how_(std::move(how)) {}
  bool confirm(milliseconds time, const CancelToken& cancel) noexcept override {
    if (how_ == "start") return true;
    if (how_ == "check") return steady_clock::now() < taken_ + lease + per;
    return slot_->confirm(std::min(time, lease), cancel);
  }
  void end() noexcept override {
    if (how_ != "start") slot_->end();
  }

 private:
  std::unique_ptr<BudgetSlot> slot_;
  std::string how_;
  steady_clock::time_point taken_{steady_clock::now()};
};

class ScaledStore final : public BudgetStore {
 public:
  ScaledStore(std::shared_ptr<BudgetStore> store, std::string how)
      : store_(std::move(store)), how_(std::move(how)) {}
  void open(const BudgetTerms& terms) override { store_->open(terms); }
  SlotOffer take(const BudgetTerms& terms, const SlotRequest& request) override {
    SlotRequest asked = request;
    asked.lease = how_ == "start" ? 1ms : std::min(request.lease, lease);
    SlotOffer offer = store_->take(terms, asked);
    if (offer.slot) offer.slot = std::make_unique<ScaledSlot>(std::move(offer.slot), how_);
    return offer;
  }
  void pause(const BudgetTerms& terms, milliseconds time) noexcept override { store_->pause(terms, time); }
  RateUsage look(const BudgetTerms& terms) override { return store_->look(terms); }

 private:
  std::shared_ptr<BudgetStore> store_;
  std::string how_;
};

/// The script without what it knows of the server's identity and age.
std::string forgetful_script() {
  std::string script{detail::budget_script};
  const auto replace = [&script](std::string_view what, std::string_view by) {
    script.replace(script.find(what), what.size(), by);
  };
  replace("'run:' .. ARGV[7]", "'run:any'");
  replace("if hold > 0 then held", "if false then held");
  replace("now - up + w", "0");
  return script;
}

/// Calls of all processes that were refused for want of a slot.
std::atomic<int>& refused() {
  static auto* const count = [] {
    void* const shared =
        mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return shared == MAP_FAILED ? nullptr : new (shared) std::atomic<int>{0};
  }();
  return *count;
}

/// As on a machine of its own: the thread of its connection is made in another network namespace.
std::shared_ptr<BudgetStore> far_store(const std::string& port, int process) {
  const std::string number = std::to_string(1 + process % 3);
  auto store = redis_budget({.host = "10.73." + number + ".1", .port = std::atoi(port.c_str())});
  const int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  const int there = open(("/run/netns/fleet" + number).c_str(), O_RDONLY | O_CLOEXEC);
  if (setns(there, CLONE_NEWNET) != 0) _exit(1);
  (void)store->look({.scope = "fleet", .requests = requests, .per = per});
  if (setns(here, CLONE_NEWNET) != 0) _exit(1);
  close(here);
  close(there);
  return store;
}

std::shared_ptr<BudgetStore> make_store(const std::string& where, const std::string& control, int process) {
  if (where == "split") return nullptr;
  const std::string place = where.substr(where.find(':') + 1);
  std::shared_ptr<BudgetStore> store;
  if (where.starts_with("far:")) {
    store = far_store(place, process);
  } else if (where.starts_with("redis:")) {
    store = control == "forget" ? std::make_shared<detail::RedisStore>(
                                      RedisBudgetOptions{.unix_socket = place}, forgetful_script())
                                : redis_budget({.unix_socket = place});
  } else {
    auto now = detail::machine_time();
    if (control == "clock")
      now = [time = detail::machine_time(), process] { return time() + process * 400ms; };
    store = std::make_shared<detail::FileStore>(place, now);
  }
  return std::make_shared<ScaledStore>(store, control);
}

/// Stops the process, or waits, where the check aims at.
class AimedTransport final : public Transport {
 public:
  AimedTransport(std::shared_ptr<Transport> next, std::string harm, unsigned seed)
      : next_(std::move(next)), harm_(std::move(harm)), random_(seed) {}
  HttpResponse send(const HttpRequest& request, const SendContext& context) override {
    // Those that began in one phase are slow, so that their slots are wanted by fast ones in the next.
    const auto phase = steady_clock::now().time_since_epoch() / 3s;
    if (harm_ == "slow" && phase % 2 == 0)
      std::this_thread::sleep_for(chance(6) ? lease + per + 100ms : lease + per - 100ms);
    HttpResponse response = next_->send(request, context);
    if (harm_ == "end" && chance(40)) raise(SIGSTOP);
    return response;
  }
  [[nodiscard]] bool calls_before_bytes() const noexcept override { return next_->calls_before_bytes(); }
  bool one_in(unsigned count) { return chance(count); }

 private:
  unsigned up_to(unsigned most) {
    const std::lock_guard lock{mutex_};
    return std::uniform_int_distribution<unsigned>{0, most}(random_);
  }
  bool chance(unsigned one_in) { return up_to(one_in - 1) == 0; }
  std::shared_ptr<Transport> next_;
  std::string harm_;
  std::mutex mutex_{};
  std::mt19937 random_;
};

/// Whether a process of an uneven fleet has something to do.
bool is_busy(int process, steady_clock::duration since) {
  switch (process) {
    case 0: return true;
    case 1: return since < 12s;
    case 2: return since >= 8s && since < 20s;
    default: return since >= 20s && since < 26s;
  }
}

[[noreturn]] void work(int port, const std::string& where, const std::string& harm,
                       const std::string& control, int process, unsigned seed) {
  const auto began = steady_clock::now();
  ClientOptions options{.api_key = Secret{"t0_fleet"},
                        .base_url = "http://127.0.0.1:" + std::to_string(port),
                        .timeout = 1min,
                        .attempt_timeout = 3s,
                        .rate_limit = {.requests = where == "split" ? requests / processes : requests,
                                       .per = per,
                                       .scope = "fleet",
                                       .store = make_store(where, control, process)}};
  const auto aimed = std::make_shared<AimedTransport>(make_default_transport(options), harm, seed);
  options.transport = aimed;
  const Client client{std::move(options)};
  CallOptions call{.headers = {{"X-Process", std::to_string(process)}}};
  if (harm == "hook" || harm == "slow")
    call.before_bytes = [aimed, is_slow = harm == "slow"] {
      if (is_slow || aimed->one_in(2)) std::this_thread::sleep_for(150ms);
      return true;
    };
  std::vector<std::thread> all;
  const int threads = harm == "slow" ? 12 : 4;
  for (int i = 0; i < threads; ++i)
    all.emplace_back([&] {
      for (;;) try {
          if (harm == "uneven" && !is_busy(process, steady_clock::now() - began)) {
            std::this_thread::sleep_for(10ms);
            continue;
          }
          (void)client.tickets().get(TicketId{"tkt_1"}, call);
        } catch (const TimeoutError&) {  // it was stopped for longer than an attempt may take
        } catch (const RateLimitError& e) {
          ++refused();
          std::fprintf(stderr, "process %d: %s\n", process, e.what());
        } catch (const ConfigError& e) {
          std::fprintf(stderr, "process %d: %s\n", process, e.what());
          _exit(1);
        } catch (const Error&) {}
    });
  for (auto& each : all) each.join();
  _exit(0);
}

/// The processes: killed ones are replaced.
class Fleet {
 public:
  Fleet(const CountingServer& server, std::array<std::string, 3> how, unsigned seed)
      : port_(server.port()), how_(std::move(how)), random_(seed) {
    for (int i = 0; i < processes; ++i) start(i);
  }
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;
  ~Fleet() {
    for (const pid_t each : running_) kill(each, SIGKILL);
    while (waitpid(-1, nullptr, 0) > 0) {}
  }
  /// Something bad happens to one of them, now and then; stopped ones go on after a while.
  void step(bool at_random) {
    int status = 0;
    for (pid_t seen = 0; (seen = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0;)
      if (WIFSTOPPED(status) && !stopped_.contains(seen)) stop_until(seen);
    const auto now = steady_clock::now();
    std::erase_if(stopped_, [now](const auto& each) {
      if (each.second > now) return false;
      kill(each.first, SIGCONT);
      return true;
    });
    if (!at_random || up_to(99) >= 8) return;
    const auto index = static_cast<int>(up_to(processes - 1));
    const pid_t victim = running_[static_cast<std::size_t>(index)];
    if (up_to(2) != 0) {
      kill(victim, SIGKILL);
      waitpid(victim, nullptr, 0);
      stopped_.erase(victim);
      start(index);
      ++kills;
    } else if (!stopped_.contains(victim)) {
      kill(victim, SIGSTOP);
      stop_until(victim);
      ++stops;
    }
  }
  int kills{0};
  int stops{0};

 private:
  unsigned up_to(unsigned most) { return std::uniform_int_distribution<unsigned>{0, most}(random_); }
  void stop_until(pid_t process) {
    stopped_[process] = steady_clock::now() + milliseconds{up_to(1) == 0 ? up_to(400) : 500 + up_to(1'500)};
  }
  void start(int index) {
    const auto seed = static_cast<unsigned>(random_());
    const pid_t process = fork();
    if (process == 0) work(port_, how_[0], how_[1], how_[2], index, seed);
    running_[static_cast<std::size_t>(index)] = process;
  }
  int port_;
  std::array<std::string, 3> how_;
  std::mt19937 random_;
  std::array<pid_t, processes> running_{};
  std::map<pid_t, steady_clock::time_point> stopped_{};
};

}  // namespace

int main(int count, char** words) {
  if (count < 5) {
    std::fputs("usage: fleet_check STORE SECONDS SEED HARM [CONTROL]\n", stderr);
    return 2;
  }
  const std::string where = words[1];
  const std::chrono::seconds length{std::atoi(words[2])};
  const auto seed = static_cast<unsigned>(std::atoi(words[3]));
  const std::string harm = words[4];
  const std::string control = count > 5 ? words[5] : "";
  refused() = 0;  // before the first of the processes begins
  CountingServer server;
  std::optional<Fleet> fleet;
  fleet.emplace(server, std::array{where, harm, control}, seed);
  for (const auto end = steady_clock::now() + length; steady_clock::now() < end;) {
    std::this_thread::sleep_for(10ms);
    fleet->step(harm == "random");
  }
  const int kills = fleet->kills;
  const int stops = fleet->stops;
  fleet.reset();
  const auto arrivals = server.stop();
  std::size_t most = 0;
  for (std::size_t first = 0, next = 0; first < arrivals.size(); ++first) {
    while (next < arrivals.size() && arrivals[next].at < arrivals[first].at + per) ++next;
    most = std::max(most, next - first);
  }
  std::array<int, processes> shares{};
  for (const auto& each : arrivals)
    if (each.process >= 0) ++shares[static_cast<std::size_t>(each.process)];
  if (const char* const file = std::getenv("FLEET_ARRIVALS")) {
    std::ofstream out{file};
    for (const auto& each : arrivals)
      out << std::chrono::duration<double>(each.at - arrivals.front().at).count() << ' ' << each.process
          << '\n';
  }
  const double full = requests * static_cast<double>(length.count());
  std::printf(
      "%s %s%s%s: %zu requests, %.2f of the budget; shares %d %d %d %d; %d killed, %d stopped; at most %zu "
      "in a second\n",
      where.substr(0, where.find(':')).c_str(), harm.c_str(), control.empty() ? "" : ", control ",
      control.c_str(), arrivals.size(), static_cast<double>(arrivals.size()) / full, shares[0], shares[1],
      shares[2], shares[3], kills, stops, most);
  if (arrivals.empty()) return 1;
  const bool is_kept = most <= requests;
  if (is_kept != control.empty()) return 1;
  if (harm != "none") return 0;
  const double fair = static_cast<double>(arrivals.size()) / processes;
  const bool is_used = static_cast<double>(arrivals.size()) >= 0.9 * full;
  const bool is_fair = *std::min_element(shares.begin(), shares.end()) >= 0.8 * fair;
  if (refused() != 0) std::printf("%d calls were refused\n", refused().load());
  return is_used && is_fair && refused() == 0 ? 0 : 1;
}

// Spends one budget together with others like it: start it several times, in as many terminals.
//   TICKET0_API_KEY=t0_... fleet file:/run/user/1000/ticket0 [SECONDS]
//   TICKET0_API_KEY=t0_... fleet redis:/run/redis/redis.sock [SECONDS]
//   TICKET0_API_KEY=t0_... fleet redis:HOST:PORT [SECONDS]
// Each prints a line a second: what it has sent, what all of them have in use, and how often the service said
// that it is too much (429).
#include <atomic>
#include <charconv>
#include <chrono>
#include <iostream>
#include <thread>

#include "run.hpp"
#include "ticket0/budget.hpp"
#include "ticket0/client.hpp"
#ifdef TICKET0_EXAMPLE_REDIS
#include "ticket0/redis_budget.hpp"
#endif

namespace {

using namespace std::chrono_literals;

struct Counts final : ticket0::Observer {
  void on_response(const Attempt&, int status, std::chrono::microseconds) noexcept override {
    ++sent;
    if (status == 429) ++refused;
  }
  std::atomic<int> sent{0};
  std::atomic<int> refused{0};
};

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 1)
    throw UsageError{"fleet file:PATH|redis:SOCKET|redis:HOST:PORT [SECONDS]"};
  return value;
}

std::shared_ptr<ticket0::BudgetStore> store(const std::string& where) {
  if (where.starts_with("file:")) return ticket0::file_budget(where.substr(5));
#ifdef TICKET0_EXAMPLE_REDIS
  if (where.starts_with("redis:/")) return ticket0::redis_budget({.unix_socket = where.substr(6)});
  if (const auto colon = where.rfind(':'); where.starts_with("redis:") && colon > 6)
    return ticket0::redis_budget(
        {.host = where.substr(6, colon - 6), .port = number(where.substr(colon + 1))});
#endif
  throw UsageError{"fleet file:PATH|redis:SOCKET|redis:HOST:PORT [SECONDS]"};
}

void work(const ticket0::Client& client, const std::atomic<bool>& is_over) {
  while (!is_over) try {
      (void)client.tickets().page({}, {.timeout = 2s});
    } catch (const ticket0::RateLimitError&) {  // no slot in time: another turn
    } catch (const ticket0::TimeoutError&) {    // a slot, but too late
    } catch (const ticket0::Error& e) {
      std::cerr << e.what() << '\n';
      std::this_thread::sleep_for(1s);
    }
}

}  // namespace

int main(int count, char** words) {
  return run([&] {
    if (count < 2) number("");
    const int seconds = count > 2 ? number(words[2]) : 300;
    const auto counts = std::make_shared<Counts>();
    ticket0::ClientOptions options = ticket0::ClientOptions::from_env();
    options.observer = counts;
    options.rate_limit.scope = "fleet";  // the name of the budget, in Redis
    options.rate_limit.store = store(words[1]);
    const ticket0::Client client{std::move(options)};

    std::atomic<bool> is_over{false};
    std::thread worker{[&] { work(client, is_over); }};
    for (int second = 1; second <= seconds; ++second) {
      std::this_thread::sleep_for(1s);
      const auto usage = client.rate_usage();
      std::cout << second << " s: sent " << counts->sent << ", all use " << usage->used << " of "
                << usage->used + usage->free << ", refused " << counts->refused << std::endl;
    }
    is_over = true;
    worker.join();
  });
}

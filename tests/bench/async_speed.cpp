// How long 16 calls take through async(), against the same calls one after the other. The server takes 20 ms
// for each. Usage: async_speed [ROUNDS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "ticket0/async.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int calls = 16;

template <class Work>
double ms_of(const Work& work) {
  const auto begin = Clock::now();
  work();
  return Milliseconds{Clock::now() - begin}.count();
}

double median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void get(const ticket0::Client& client) { (void)client.tickets().get(ticket0::TicketId{"tkt_1"}); }

void one_by_one(const ticket0::Client& client) {
  for (int i = 0; i < calls; ++i) get(client);
}

void together(const ticket0::Client& client) {
  std::vector<ticket0::Task<void>> tasks;
  for (int i = 0; i < calls; ++i) tasks.push_back(ticket0::async(client, get));
  for (auto& task : tasks) std::move(task).get();
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 20;
  if (rounds < 1) {
    std::fprintf(stderr, "Usage: %s [ROUNDS]\n", argv[0]);
    return 2;
  }
  RawServer server{[](RawServer::Connection& connection) {
    while (!connection.read_request().empty()) {
      std::this_thread::sleep_for(20ms);
      connection.respond(200, R"({"id":"tkt_1"})");
    }
  }};
  const ticket0::ClientOptions options{
      .api_key = ticket0::Secret{"t0_bench"}, .base_url = server.url(""), .rate_limit = std::nullopt};
  std::vector<double> sequential;
  std::vector<double> first;  // threads and connections are made
  std::vector<double> later;
  for (int i = 0; i < rounds; ++i) {
    const ticket0::Client client{options};
    sequential.push_back(ms_of([&] { one_by_one(client); }));
    first.push_back(ms_of([&] { together(client); }));
    later.push_back(ms_of([&] { together(client); }));
  }
  std::printf("%d calls, medians of %d rounds\n", calls, rounds);
  std::printf("%-28s %8.2f ms\n", "one after the other", median(sequential));
  std::printf("%-28s %8.2f ms  %.3fx\n", "async, the first time", median(first),
              median(first) / median(sequential));
  std::printf("%-28s %8.2f ms  %.3fx\n", "async, with workers running", median(later),
              median(later) / median(sequential));
}

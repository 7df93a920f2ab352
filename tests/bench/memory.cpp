// What a long list costs of memory: goal 9. These come first, before others have left free memory behind.
#include <malloc.h>
#include <unistd.h>

#include <fstream>

#include "bench/clients.hpp"
#include "bench/measure.hpp"
#include "peers/server_process.hpp"
#include "peers/ticket_page.hpp"

namespace {

constexpr int pages = 1'000;

double resident_kib() {
  std::ifstream statm{"/proc/self/statm"};
  long size = 0;
  long resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / 1'024;
}

/// A list of 1,000 pages, which nginx and its files do not have: the cursor is the number of the page.
void serve_list(RawServer::Connection& connection) {
  for (std::string head; !(head = connection.read_request()).empty();) {
    const auto at = head.find("cursor=");
    const int page = at == std::string::npos ? 0 : std::atoi(head.c_str() + at + 7);
    const std::string next = page + 1 < pages ? std::to_string(page + 1) : "";
    connection.respond(200, peers::ticket_page(page * 100, 100, next), "Content-Type: application/json\r\n");
  }
}

void stream(benchmark::State& state) {
  const peers::ServerProcess server{&serve_list};
  (void)resident_kib();  // what reading it takes is there from now on
  for (auto _ : state) {
    const ticket0::Client client = bench::client_of(server.url());
    int tickets = 0;
    double after_the_first = 0;
    double after_the_100th = 0;
    for (const ticket0::Ticket& ticket : client.tickets().list()) {
      benchmark::DoNotOptimize(ticket);
      ++tickets;
      if (tickets == 100) after_the_first = resident_kib();
      if (tickets == 100 * 100) after_the_100th = resident_kib();
    }
    if (tickets != pages * 100) return state.SkipWithError("the list was not whole");
    const double at_the_end = resident_kib();
    state.counters["after_the_first_kib"] = at_the_end - after_the_first;
    state.counters["after_the_100th_kib"] = at_the_end - after_the_100th;
  }
}

void collect(benchmark::State& state) {
  const peers::ServerProcess server{&serve_list};
  for (auto _ : state) {
    const ticket0::Client client = bench::client_of(server.url());
    malloc_trim(0);
    const double before = resident_kib();
    const std::vector<ticket0::Ticket> all = client.tickets().list().to_vector();
    const double collected = resident_kib();
    const std::vector<ticket0::Ticket> copy = all;
    state.counters["collected"] = collected - before;
    state.counters["copy"] = resident_kib() - collected;
    if (copy.size() != pages * 100) return state.SkipWithError("the list was not whole");
  }
}

BENCHMARK(stream)->Iterations(1);
BENCHMARK(collect)->Iterations(1);

}  // namespace

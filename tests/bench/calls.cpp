// Whole calls, against the same by hand: goals 1, 2, 3.
#include <httplib.h>

#include "bench/clients.hpp"
#include "bench/measure.hpp"
#include "json/decode.hpp"
#include "peers/raw_curl.hpp"
#include "peers/tickets_by_hand.hpp"

namespace {

using bench::by_turns;
using bench::client_of;
using bench::servers;
using benchmark::DoNotOptimize;

constexpr clockid_t this_thread = CLOCK_THREAD_CPUTIME_ID;

class Httplib {
 public:
  explicit Httplib(const std::string& url) : client_(url) {
    client_.set_keep_alive(true);
    client_.set_tcp_nodelay(true);
  }
  std::string get(const std::string& path) {
    auto answer =
        client_.Get(path, {{"Authorization", "Bearer t0_measured"}, {"Accept", "application/json"}});
    if (!answer || answer->status != 200) throw std::runtime_error{"cpp-httplib: no answer"};
    return std::move(answer->body);
  }

 private:
  httplib::Client client_;
};

void page(benchmark::State& state, const std::string& url, bool with_httplib) {
  const ticket0::Client client = client_of(url, servers().ca_file);
  peers::RawCurl curl{servers().ca_file};
  const std::string page_url = url + "/tickets?limit=100";
  const std::string body = curl.get(page_url);
  Httplib httplib{with_httplib ? url : servers().http};
  std::vector<bench::Variant> variants{
      {"ticket0", [&] { DoNotOptimize(client.tickets().page({.limit = 100})); }},
      {"raw_sax", [&] { DoNotOptimize(peers::tickets_by_sax(curl.get(page_url))); }},
      {"raw_dom", [&] { DoNotOptimize(peers::tickets_by_dom(curl.get(page_url))); }},
      {"decode", [&] { DoNotOptimize(ticket0::detail::json::decode_page<ticket0::Ticket>(body, 100)); }},
  };
  if (with_httplib)
    variants.emplace_back("httplib_dom",
                          [&] { DoNotOptimize(peers::tickets_by_dom(httplib.get("/tickets?limit=100"))); });
  by_turns(state, this_thread, variants, 20);
}
void page_http(benchmark::State& state) { page(state, servers().http, true); }
void page_https(benchmark::State& state) { page(state, servers().https, false); }

void tiny(benchmark::State& state, const std::string& url) {
  const ticket0::Client client = client_of(url, servers().ca_file);
  peers::RawCurl curl{servers().ca_file};
  by_turns(state, this_thread,
           {{"ticket0", [&] { DoNotOptimize(client.send("GET", "/tiny")); }},
            {"raw", [&] { DoNotOptimize(curl.get(url + "/tiny")); }}},
           100);
}
void tiny_http(benchmark::State& state) { tiny(state, servers().http); }
void tiny_https(benchmark::State& state) { tiny(state, servers().https); }

void decode(benchmark::State& state) {
  const std::string body = peers::RawCurl{}.get(servers().http + "/tickets?limit=100");
  by_turns(
      state, this_thread,
      {{"ticket0", [&] { DoNotOptimize(ticket0::detail::json::decode_page<ticket0::Ticket>(body, 100)); }},
       {"sax", [&] { DoNotOptimize(peers::tickets_by_sax(body)); }},
       {"dom", [&] { DoNotOptimize(peers::tickets_by_dom(body)); }}});
}

void page_sizes(benchmark::State& state) {
  const ticket0::Client client = client_of(servers().http);
  by_turns(state, this_thread,
           {{"by_100", [&] { DoNotOptimize(client.tickets().page({.limit = 100})); }},
            {"by_20", [&] {
               for (int i = 0; i < 5; ++i)
                 DoNotOptimize(client.tickets().page({.tag = "short", .limit = 20}));
             }}});
}

BENCHMARK(page_http)->Iterations(4)->Repetitions(15);
BENCHMARK(page_https)->Iterations(4)->Repetitions(15);
BENCHMARK(tiny_http)->Iterations(4)->Repetitions(15);
BENCHMARK(tiny_https)->Iterations(4)->Repetitions(15);
BENCHMARK(decode)->Iterations(4)->Repetitions(9);
BENCHMARK(page_sizes)->Iterations(40)->Repetitions(9);

}  // namespace

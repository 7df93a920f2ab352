// The limiter over real sockets and in real time, judged by the moments at which requests arrive.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "ticket0/client.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using ticket0::Client;

enum class Kind { list, read, write };

/// Notes when each request arrived and what it was, before it answers.
class Service {
 public:
  struct Arrival {
    steady_clock::time_point at;
    Kind kind;
  };
  [[nodiscard]] std::string url() const { return server_.url(""); }
  /// In order.
  [[nodiscard]] std::vector<Arrival> arrivals() {
    const std::lock_guard lock{mutex_};
    std::sort(arrivals_.begin(), arrivals_.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return arrivals_;
  }

 private:
  void serve(RawServer::Connection& connection) {
    for (std::string request; !(request = connection.read_request()).empty();) {
      const Kind kind = request.starts_with("GET /tickets?") ? Kind::list
                        : request.starts_with("GET ")        ? Kind::read
                                                             : Kind::write;
      {
        const std::lock_guard lock{mutex_};
        arrivals_.push_back({.at = steady_clock::now(), .kind = kind});
      }
      connection.respond(200, R"({"id":"tkt_1","tickets":[{"id":"tkt_1"}]})");
    }
  }
  std::mutex mutex_{};
  std::vector<Arrival> arrivals_{};
  RawServer server_{[this](RawServer::Connection& connection) { serve(connection); }};
};

void call(const Client& client, Kind kind) {
  const ticket0::TicketId id{"tkt_1"};
  switch (kind) {
    case Kind::list:
      for (const auto& ticket : client.tickets().list()) (void)ticket;
      break;
    case Kind::read: (void)client.tickets().get(id); break;
    case Kind::write: client.tickets().update(id, {.tags = std::vector<std::string>{"a"}}); break;
  }
}

/// Eight threads, each of which makes the kinds that `next` says, until `total` calls are begun.
template <class Next>
void make_calls(const Client& client, int total, const Next& next) {
  std::atomic<int> begun{0};
  std::vector<std::thread> workers;
  for (int self = 0; self < 8; ++self)
    workers.emplace_back([&, self] {
      for (int i = 0; begun++ < total; ++i) call(client, next(self, i));
    });
  for (auto& each : workers) each.join();
}

Client client_for(const Service& service, int requests, std::chrono::milliseconds per, std::string scope) {
  return Client{{.api_key = ticket0::Secret{"t0_test"},
                 .base_url = service.url(),
                 .rate_limit = {.requests = requests, .per = per, .scope = std::move(scope)}}};
}

/// The shortest time that `count + 1` arrivals in a row took: no window shorter than that has more than
/// `count`, wherever it begins.
steady_clock::duration shortest_of(const std::vector<Service::Arrival>& arrivals, std::size_t count) {
  auto shortest = steady_clock::duration::max();
  for (std::size_t i = count; i < arrivals.size(); ++i)
    shortest = std::min(shortest, arrivals[i].at - arrivals[i - count].at);
  return shortest;
}

TEST(LimiterOverSockets, NeverLetsAWindowHaveMoreThanItsRequestsAndWastesLittleOfIt) {
  constexpr int allowed = 20;
  constexpr int windows = 4;
  constexpr int total = windows * allowed + 10;  // lists yield, so that the last calls are theirs
  Service service;
  const Client client = client_for(service, allowed, 1s, "windows");
  make_calls(client, total, [](int self, int) {
    return self < 2 ? Kind::list : self < 6 ? Kind::read : Kind::write;
  });

  const auto arrivals = service.arrivals();
  ASSERT_EQ(arrivals.size(), total);
  EXPECT_GE(shortest_of(arrivals, allowed), 1s);
  const std::chrono::duration<double> took = arrivals[windows * allowed - 1].at - arrivals.front().at;
  const double share = (windows - 1) / took.count();
  RecordProperty("percent_of_what_the_window_allows", static_cast<int>(100 * share));
  EXPECT_GE(share, 0.95) << "of what the window allows";
}

class LimiterOverSocketsOf : public testing::TestWithParam<int> {};

TEST_P(LimiterOverSocketsOf, LetsAListMoveThoughReadersNeverRest) {
  const int allowed = GetParam();
  constexpr auto per = 400ms;
  constexpr int lists = 4;
  Service service;
  const Client client = client_for(service, allowed, per, "tight " + std::to_string(allowed));
  std::atomic<bool> is_done{false};
  std::vector<std::thread> readers;
  for (int self = 0; self < allowed + 3; ++self)
    readers.emplace_back([&] {
      while (!is_done) call(client, Kind::read);
    });
  // The readers have spent a window and wait before the list comes.
  while (client.rate_usage()->free > 0 || client.rate_usage()->waiting == 0) std::this_thread::yield();
  try {
    for (int i = 0; i < lists; ++i) (void)client.tickets().list({}, {.timeout = 15s}).to_vector();
  } catch (const ticket0::Error& e) {
    ADD_FAILURE() << e.what();
  }
  is_done = true;
  for (auto& each : readers) each.join();

  const auto arrivals = service.arrivals();
  EXPECT_GE(shortest_of(arrivals, static_cast<std::size_t>(allowed)), per);
  std::vector<Service::Arrival> of_lists;
  std::copy_if(arrivals.begin(), arrivals.end(), std::back_inserter(of_lists),
               [](const auto& each) { return each.kind == Kind::list; });
  ASSERT_EQ(of_lists.size(), lists);
  for (std::size_t i = 1; i < lists; ++i)
    EXPECT_LE(of_lists[i].at - of_lists[i - 1].at, 5 * per) << "a page every few windows";
  const auto reads = std::count_if(arrivals.begin(), arrivals.end(), [&](const auto& each) {
    return each.kind == Kind::read && each.at < of_lists.back().at;
  });
  const int passing = allowed - std::max(1, allowed / 6);
  EXPECT_GE(reads, lists * passing) << "so many reads go before each";
}

INSTANTIATE_TEST_SUITE_P(Requests, LimiterOverSocketsOf, testing::Values(5, 12),
                         [](const auto& each) { return "Of" + std::to_string(each.param); });

/// What tracing middleware is.
class Decorator final : public ticket0::Transport {
 public:
  explicit Decorator(std::shared_ptr<ticket0::Transport> next)
      : Transport(next->budget()), next_(std::move(next)) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override {
    return next_->send(request, context);
  }

 private:
  std::shared_ptr<ticket0::Transport> next_;
};

TEST(LimiterOverSockets, IsOneForAllTransportsOfAKey) {
  constexpr int allowed = 6;
  Service service;
  ticket0::ClientOptions options{.api_key = ticket0::Secret{"t0_test"},
                                 .base_url = service.url(),
                                 .rate_limit = ticket0::RateLimit{.requests = allowed, .wait = false}};
  std::vector<Client> clients{Client{options}};
  options.transport = ticket0::make_default_transport(options);
  clients.emplace_back(options);
  options.transport = std::make_shared<Decorator>(options.transport);
  clients.emplace_back(options);
  options.transport = std::make_shared<Decorator>(options.transport);
  clients.emplace_back(options);
  for (int i = 0; i < allowed; ++i) call(clients[static_cast<std::size_t>(i) % clients.size()], Kind::read);
  for (const Client& client : clients) EXPECT_THROW(call(client, Kind::read), ticket0::RateLimitError);
  EXPECT_EQ(service.arrivals().size(), allowed);
}

}  // namespace

// Each fault at each point of an exchange: what is known of the request then, and that it went out once.
#include "transport/broken_exchange.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "error/error.hpp"
#include "transport/curl_transport.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Outcome;
using ticket0::TransportError;
using ticket0::detail::ErrorFactory;
using Reason = TransportError::Reason;
using Kept = BrokenExchange::Kept;

struct Case {
  Point point;
  Fault fault;
  const char* method;
  Kept kept{Kept::no};
  bool at_most_once{false};
  friend std::ostream& operator<<(std::ostream& out, const Case& each) {
    return out << each.point << "_" << each.fault << "_" << each.method
               << (each.kept == Kept::yes ? "_SecondOnItsConnection" : "")
               << (each.at_most_once ? "_AtMostOnce" : "");
  }
};

bool takes_time(Fault fault) { return fault == Fault::stall || fault == Fault::drip; }

/// The faults that each point can have.
std::vector<std::pair<Point, Fault>> all_breaks() {
  std::vector<std::pair<Point, Fault>> all{
      {Point::full_queue, Fault::stall}, {Point::queue, Fault::stall}, {Point::queue, Fault::reset}};
  for (auto point = Point::accepted; point <= Point::in_body;
       point = static_cast<Point>(static_cast<int>(point) + 1)) {
    for (const Fault fault : {Fault::close, Fault::reset, Fault::stall}) all.emplace_back(point, fault);
    const bool sends = point >= Point::in_status_line || point == Point::server_hello;
    if (sends) all.emplace_back(point, Fault::drip);
    if (point >= Point::in_headers) all.emplace_back(point, Fault::truncate);
  }
  return all;
}

/// Every method, on a first connection and on a kept one.
std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (const auto& [point, fault] : all_breaks())
    for (const char* method : {"GET", "PATCH", "POST"}) {
      const bool has_body = std::string_view{method} != "GET";
      if (point == Point::half_the_body && !has_body) continue;
      all.push_back({point, fault, method});
      if (point < Point::accepted || point == Point::client_hello || point == Point::server_hello) continue;
      all.push_back({point, fault, method, Kept::yes});
      if (std::string_view{method} == "POST") all.push_back({point, fault, method, Kept::yes, true});
    }
  return all;
}

class BrokenExchanges : public testing::TestWithParam<Case> {
 protected:
  [[nodiscard]] TransportError failure(BrokenExchange& server) const {
    const auto& [point, fault, method, kept, at_most_once] = GetParam();
    const bool has_body = std::string_view{method} != "GET";
    const auto transport = ticket0::detail::make_curl_transport({});
    if (kept == Kept::yes) {
      EXPECT_EQ(transport->send({.method = "GET", .url = server.url()}, {.time_left = 10s}).body, "good");
    }
    try {
      const auto response =
          transport->send({.method = method,
                           .url = server.url(),
                           .body = std::string(has_body ? BrokenExchange::body_size : 0, 'x')},
                          {.time_left = takes_time(fault) ? 150ms : 10'000ms, .at_most_once = at_most_once});
      ADD_FAILURE() << "answered " << response.status << " " << response.body;
    } catch (const TransportError& error) {
      return error;
    }
    return TransportError{"none"};
  }
};

/// Which reasons may be given.
std::vector<Reason> reasons(Point point, Fault fault, bool sent) {
  if (takes_time(fault)) return {Reason::timeout};
  if (!sent) return {Reason::connect};
  if (point < Point::request) return {Reason::send, Reason::receive};
  return {Reason::receive};
}

TEST_P(BrokenExchanges, SayWhatIsKnownOfTheRequestAndSendItOnce) {
  const auto& [point, fault, method, kept, at_most_once] = GetParam();
  BrokenExchange server{point, fault, kept};
  const TransportError error = failure(server);
  ASSERT_TRUE(server.wait_until_all_ended());

  // It went out once, and where it must not be repeated, on a connection of its own.
  const int before = kept == Kept::yes ? 1 : 0;
  EXPECT_EQ(server.requests() - before, point >= Point::request_line ? 1 : 0);
  if (at_most_once) {
    EXPECT_EQ(server.connections(), before + 1);
  }

  // And this is said of it. A connection that ends as soon as it is there may do so before or after libcurl
  // wrote to it.
  const bool in_tls = point == Point::client_hello || point == Point::server_hello;
  const bool is_either = (point == Point::queue || point == Point::accepted) && !takes_time(fault);
  const bool sent = is_either ? error.outcome() != Outcome::not_sent : !in_tls && point != Point::full_queue;
  EXPECT_EQ(error.outcome(), sent ? Outcome::unknown : Outcome::not_sent) << error.what();
  // On a kept connection that was reset libcurl may turn to a new one, and be reset there too.
  const bool tried_anew = is_either && kept == Kept::yes && error.reason() == Reason::connect;
  if (!tried_anew) {
    EXPECT_THAT(reasons(point, fault, sent), testing::Contains(error.reason())) << error.what();
  }
  EXPECT_FALSE(ErrorFactory::details(error).permanent) << error.what();
}

INSTANTIATE_TEST_SUITE_P(Transport, BrokenExchanges, testing::ValuesIn(all_cases()), [](const auto& each) {
  std::ostringstream name;
  name << each.param;
  std::string text = name.str();
  std::erase(text, '_');
  return text;
});

}  // namespace

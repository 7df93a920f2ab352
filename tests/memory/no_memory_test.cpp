// A machine without memory: whichever allocation of a call fails, the call says so, nothing leaks, and the
// client works on.
#include <gmock/gmock.h>

#include <ostream>

#include "concurrency/event.hpp"
#include "memory/fail_each_allocation.hpp"
#include "memory/heap.hpp"
#include "ticket0/async.hpp"
#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace ticket0;

/// One answer for every request, and no memory of what was asked.
class OneAnswer final : public Transport {
 public:
  OneAnswer(int status, std::string body)
      : Transport(Budget::own), answer_{.status = status, .headers = {{"X", "y"}}, .body = std::move(body)} {}
  HttpResponse send(const HttpRequest&, const SendContext&) override { return answer_; }

 private:
  HttpResponse answer_;
};

struct Scene {
  std::string name;
  int status;
  std::string body;
  void (*call)(const Client&);
  friend void PrintTo(const Scene& scene, std::ostream* out) { *out << scene.name; }
};

const Scene scenes[] = {
    {"Page", 200,
     R"({"tickets":[{"id":"tkt_1","subject":"a subject that is on the heap","status":"a new word",
        "tags":["a tag that is on the heap"],"zip":{"a":[1,2.5,"text"]}},{"id":"tkt_2"}],"nextCursor":"c"})",
     [](const Client& client) {
       if (client.tickets().page({.tag = "a tag that is on the heap"}).items.size() != 2)
         throw std::logic_error{"a wrong page"};
     }},
    {"List", 200, R"({"customers":[{"id":"cus_1","metadata":{"a":"b"}}]})",
     [](const Client& client) {
       for (const Customer& each : client.customers().list())
         if (each.id.empty()) throw std::logic_error{"a wrong customer"};
     }},
    {"Update", 200, R"({"ticket":{"id":"tkt_1"}})",
     [](const Client& client) {
       static_cast<void>(client.tickets().update(TicketId{"tkt_1"},
                                                 {.tags = {"a"}, .extra = {{"priority", R"({"of":[1]})"}}}));
     }},
    {"Reply", 200, R"({"id":"msg_1"})",
     [](const Client& client) {
       static_cast<void>(client.messages().reply(
           TicketId{"tkt_1"}, {.from_address = "support@example.com", .body_text = "It is on its way."}));
     }},
    {"Send", 200, "{}",
     [](const Client& client) {
       static_cast<void>(client.send("PUT", "/x?y=z", "{}", {.headers = {{"A", "b"}}}));
     }},
    {"Refused", 403, R"({"error":{"code":"FORBIDDEN","message":"API key lacks the required scope"}})",
     [](const Client& client) {
       try {
         static_cast<void>(client.tickets().get(TicketId{"tkt_1"}));
         throw std::logic_error{"not refused"};
       } catch (const PermissionError& e) {
         static_cast<void>(e.explain());
       }
     }},
    {"Unreadable", 200, "<html>",
     [](const Client& client) {
       try {
         static_cast<void>(client.knowledge_base().get(ArticleId{"art_1"}));
         throw std::logic_error{"not refused"};
       } catch (const DecodeError& e) {
         static_cast<void>(e.explain());
       }
     }},
};

ClientOptions options(std::shared_ptr<Transport> transport) {
  return {.api_key = Secret{"t0_a_key_that_is_on_the_heap"},
          .retry = {.max_attempts = 1},
          .rate_limit = {.requests = 1'000'000, .wait = false},
          .transport = std::move(transport),
          .clock = std::make_shared<fakes::ManualClock>()};
}

class NoMemory : public testing::TestWithParam<Scene> {};

TEST_P(NoMemory, AtAnyPointOfACallLeavesAClientThatWorks) {
  const auto run = [] {
    const Client client{options(std::make_shared<OneAnswer>(GetParam().status, GetParam().body))};
    const std::size_t count = heap::fail_each_allocation_of([&] { GetParam().call(client); });
    EXPECT_NO_THROW(GetParam().call(client));
    return count;
  };
  EXPECT_GT(run(), 10U)
      << "this scene allocates nothing";  // also: what is made once in a process is made now
  const std::size_t before = heap::live_blocks();
  static_cast<void>(run());
  EXPECT_EQ(heap::live_blocks(), before);
}

INSTANTIATE_TEST_SUITE_P(Calls, NoMemory, testing::ValuesIn(scenes),
                         [](const auto& each) { return each.param.name; });

TEST(NoMemory, WhileAClientIsMadeLeavesNothingBehind) {
  const auto make = [](const std::shared_ptr<Transport>& transport) {
    return Client{options(transport)}.with({.headers = {{"X-Request-Id", "a value on the heap, so long"}}});
  };
  const auto transport = std::make_shared<OneAnswer>(200, R"({"id":"tkt_1"})");
  static_cast<void>(make(transport));
  const std::size_t before = heap::live_blocks();
  EXPECT_GT(heap::fail_each_allocation_of([&] { static_cast<void>(make(transport)); }), 5U);
  EXPECT_EQ(heap::live_blocks(), before);
  EXPECT_EQ(make(transport).tickets().get(TicketId{"tkt_1"}).id.str(), "tkt_1");
}

TEST(NoMemory, InACallbackOfLibcurlGoesAroundLibcurl) {
  RawServer server{[](RawServer::Connection& connection) {
    while (!connection.read_request().empty())
      connection.respond(200, R"({"id":"tkt_1","subject":"a subject on the heap, so long"})",
                         "X-Long: 0123456789012345\r\n");
  }};
  ClientOptions own = options(nullptr);
  own.base_url = server.url("/api");
  own.clock = nullptr;
  const Client client{own};
  const auto call = [&] { return client.tickets().get(TicketId{"tkt_1"}); };
  EXPECT_GT(heap::fail_each_allocation_of(call), 20U);
  EXPECT_EQ(call().id.str(), "tkt_1");
}

TEST(NoMemory, ForATaskIsHowItEndsAndTheNextOneRuns) {
  const Client client{options(std::make_shared<OneAnswer>(200, R"({"id":"tkt_1"})"))};
  const auto call = [&] {
    auto task = async(client, [](const Client& c) { return c.tickets().get(TicketId{"tkt_1"}); });
    return std::move(task).then([](const Ticket& ticket) { return ticket.id.str(); }).get();
  };
  EXPECT_EQ(call(), "tkt_1");
  EXPECT_GT(heap::fail_each_allocation_of(call), 5U);
  EXPECT_EQ(call(), "tkt_1");
}

TEST(NoMemory, ToSayThatATaskIsCancelledEndsItAllTheSame) {
  const Client without_workers = [] {
    const Client gone{options(std::make_shared<OneAnswer>(200, "{}"))};
    return async(gone, [](const Client& c) { return c; }).get();
  }();
  const auto call = [&] {
    auto task = async(without_workers, [](const Client&) { return 1; }).then([](int one) { return one; });
    task.cancel();
    EXPECT_TRUE(task.wait_for(std::chrono::milliseconds{0}));
    return std::move(task).get();
  };
  EXPECT_THROW(static_cast<void>(call()), CancelledError);
  const std::size_t before = heap::live_blocks();
  EXPECT_GT(heap::fail_each_allocation_of(call), 5U);
  EXPECT_EQ(heap::live_blocks(), before);
}

/// What holds the pool's only thread. Its queued jobs end by the system's clock, on the timekeeper's thread.
class NoMemoryForAPool : public testing::Test {
 protected:
  class Held final : public Transport {
   public:
    HttpResponse send(const HttpRequest&, const SendContext& context) override {
      begun.set();
      context.cancel.wait_until(std::chrono::steady_clock::now() + std::chrono::seconds{20});
      throw TransportError{"cut"};
    }
    Event begun{};
  };
  static Ticket get(const Client& client) { return client.tickets().get(TicketId{"tkt_1"}); }
  [[nodiscard]] Client busy() {
    ClientOptions own = options(wire);
    own.rate_limit.enabled = false;
    own.async.threads = 1;
    own.clock = nullptr;
    Client client{std::move(own)};
    running.push_back(async(client, get));
    EXPECT_TRUE(wire->begun.wait());
    return client;
  }

  std::shared_ptr<Held> wire = std::make_shared<Held>();
  std::vector<Task<Ticket>> running{};
};

TEST_F(NoMemoryForAPool, ToEndALateJobEndsItAllTheSame) {
  const Client client = busy();
  for (std::size_t number = 0; number < 12; ++number) {
    // From here on an allocation of the timekeeper's fails.
    async(client.with({.timeout = std::chrono::milliseconds{1}}), get)
        .on_done([&](const auto&) { heap::fail_allocation(number); }, [](const auto&) {});
    auto next = async(client.with({.timeout = std::chrono::milliseconds{3}}), get);
    ASSERT_TRUE(next.wait_for(std::chrono::seconds{10}));
  }
}

TEST_F(NoMemoryForAPool, ToCloseItClosesItAllTheSame) {
  const Client client = busy();
  const auto queued = async(client, get);  // somebody keeps its time
  const bool is_over = [&client] {
    const heap::Failure failure{0};
    return client.close(std::chrono::seconds{10});
  }();
  EXPECT_TRUE(is_over);
}

}  // namespace

// A key that is replaced while calls run: none of them fails.
#include <gmock/gmock.h>

#include <algorithm>

#include "ticket0/client.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Client;
using ticket0::Secret;

/// Takes the current key, and the one that is to replace it; refuses every other at once.
class Service {
 public:
  [[nodiscard]] std::string url() const { return server_.url(""); }
  void allow(const std::string& key) {
    change([&] { keys_.push_back(key); });
  }
  void refuse(const std::string& key) {
    change([&] { keys_.erase(std::remove(keys_.begin(), keys_.end(), key), keys_.end()); });
  }
  [[nodiscard]] int connections() const { return server_.connections(); }
  std::atomic<int> refused{0};
  std::atomic<int> written{0};

 private:
  void change(const std::function<void()>& how) {
    const std::lock_guard lock{mutex_};
    how();
  }
  [[nodiscard]] bool allows(const std::string& request) {
    const std::lock_guard lock{mutex_};
    return std::any_of(keys_.begin(), keys_.end(), [&](const std::string& key) {
      return request.find("Authorization: Bearer " + key + "\r\n") != std::string::npos;
    });
  }
  void serve(RawServer::Connection& connection) {
    for (std::string request; !(request = connection.read_request()).empty();) {
      const bool is_allowed = allows(request);
      if (!is_allowed) ++refused;
      if (is_allowed && request.starts_with("POST")) ++written;
      if (is_allowed)
        connection.respond(200, R"({"id":"tkt_1","tickets":[{"id":"tkt_1"}]})");
      else
        connection.respond(401, R"({"error":{"code":"UNAUTHORIZED","message":"no such key"}})");
    }
  }
  std::mutex mutex_{};
  std::vector<std::string> keys_{"t0_0"};
  RawServer server_{[this](RawServer::Connection& connection) { serve(connection); }};
};

TEST(KeyRotation, FailsNoCallOfAnyClassAndKeepsConnections) {
  constexpr int rotations = 100;
  constexpr int threads = 8;
  constexpr int calls_of_a_thread = 1'250;
  Service service;
  const Client client{{.api_key = Secret{"t0_0"},
                       .base_url = service.url(),
                       .retry = {.max_attempts = 1, .retry_writes = ticket0::RetryWrites::never},
                       .rate_limit = {.requests = 1'000'000, .scope = "rotation"}}};
  std::atomic<int> done{0};
  std::atomic<int> failed{0};
  std::atomic<int> created{0};
  std::vector<std::thread> callers;
  for (int self = 0; self < threads; ++self)
    callers.emplace_back([&, copy = client.with({.timeout = 60s})] {
      const ticket0::TicketId id{"tkt_1"};
      auto list = copy.tickets().list();  // made before the first rotation
      for (int i = 0; i < calls_of_a_thread; ++i) {
        try {
          switch (i % 8) {
            case 0:
              copy.tickets().create({.subject = "s", .customer_email = "e", .body = "b"});
              ++created;
              break;
            case 1: copy.tickets().update(id, {.status = ticket0::TicketStatus::open}); break;
            case 2: (void)copy.tickets().page(); break;
            default: (void)copy.tickets().get(id);
          }
        } catch (const ticket0::Error& e) {
          if (failed++ == 0) ADD_FAILURE() << e.explain();
        }
        ++done;
      }
      EXPECT_NO_THROW((void)list.begin());
    });
  constexpr int all = threads * calls_of_a_thread;
  for (int i = 1; i <= rotations; ++i) {
    while (done < all * i / (rotations + 1)) std::this_thread::yield();
    const std::string old_key = "t0_" + std::to_string(i - 1);
    const std::string new_key = "t0_" + std::to_string(i);
    service.allow(new_key);
    client.set_api_key(Secret{new_key});
    service.refuse(old_key);
  }
  for (auto& each : callers) each.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(done, all);
  EXPECT_EQ(service.written, created) << "none was repeated but where it was refused";
  RecordProperty("attempts_with_an_old_key", service.refused);
  // Creating a ticket always takes a new connection.
  EXPECT_LE(service.connections(), created + service.refused + threads);
}

TEST(KeyRotation, KeepsTheBudgetWhichIsFoundUnderTheNewKeyToo) {
  Service service;
  ticket0::ClientOptions options{
      .api_key = Secret{"t0_0"}, .base_url = service.url(), .rate_limit = {.requests = 3, .wait = false}};
  const Client client{options};
  const ticket0::TicketId id{"tkt_1"};
  (void)client.tickets().get(id);
  service.allow("t0_new");
  client.set_api_key(Secret{"t0_new"});
  (void)client.tickets().get(id);
  options.api_key = Secret{"t0_new"};
  const Client another{options};
  (void)another.tickets().get(id);
  for (const Client& each : {client, another})
    EXPECT_THROW((void)each.tickets().get(id), ticket0::RateLimitError);
}

TEST(KeyRotation, A401ToTheCurrentKeyIsAnError) {
  Service service;
  service.refuse("t0_0");
  const Client client{{.api_key = Secret{"t0_0"}, .base_url = service.url()}};
  EXPECT_THROW((void)client.tickets().get(ticket0::TicketId{"tkt_1"}), ticket0::AuthenticationError);
  EXPECT_EQ(service.refused, 1);
}

TEST(KeyRotation, RefusesWhatIsNoKeyAndKeepsTheOldOne) {
  Service service;
  const Client client{{.api_key = Secret{"t0_0"}, .base_url = service.url()}};
  for (const char* bad : {"", "t0_", "t0_a b", "t0_a\n", "sk_1"}) {
    try {
      client.set_api_key(Secret{bad});
      ADD_FAILURE() << bad;
    } catch (const ticket0::ConfigError& e) {
      EXPECT_THAT(e.what(), testing::StartsWith("the key given to Client::set_api_key "));
    }
  }
  EXPECT_NO_THROW((void)client.tickets().get(ticket0::TicketId{"tkt_1"}));
}

}  // namespace

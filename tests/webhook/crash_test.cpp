// A receiver that is killed in the middle, with the store of docs/webhooks.md: no event is lost, and at most
// the one in progress is handled again.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "sandbox/process.hpp"
#include "sandbox/server.hpp"
#include "webhook/support.hpp"

namespace {

using namespace webhook_test;
using sandbox_tests::Process;

std::map<std::string, int> lines_of(const std::string& path) {
  std::map<std::string, int> counts;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) ++counts[line];
  return counts;
}

TEST(AKilledReceiver, LosesNoEventAndHandlesAtMostTheOneInProgressAgain) {
  const std::string mine = testing::TempDir() + "ticket0_crash_" + std::to_string(::getpid());
  const std::string database = mine + ".db";
  const std::string effects = mine + ".txt";
  constexpr int kills = 15;
  constexpr int events_between = 10;

  const auto receive = [&](const std::string& port) {
    return std::make_unique<Process>(CRASHING_RECEIVER, std::vector{port, database, effects});
  };
  auto receiving = receive("0");
  const std::string port = receiving->line();
  sandbox::Options options{.tickets = 1};
  options.webhook.url = "http://127.0.0.1:" + port + "/";
  options.webhook.retry_scale = 0.001;  // the waits are 60 ms, 300 ms, 1.8 s, 7.2 s and 21.6 s
  options.webhook.ping = false;
  options.webhook.duplicate = 30;
  sandbox::Server service{options};
  std::vector<std::string> emitted;
  std::mt19937 dice{7};  // NOLINT(cert-msc51-cpp): the same each time
  for (int killed = 0; killed < kills; ++killed) {
    for (int i = 0; i < events_between; ++i)
      emitted.push_back(service.emit("message.sent", {{"id", "msg_1"}}));
    // After the effect of one of the next events, or just before it.
    for (auto left = 1 + dice() % 12; left > 0; --left) ASSERT_NE(receiving->line(), "");
    receiving.reset();  // killed
    receiving = receive(port);
    ASSERT_NE(receiving->line(), "") << "the port is taken";
  }
  ASSERT_TRUE(service.flush_webhooks(50s));

  EXPECT_EQ(service.webhooks().abandoned, 0U);
  int again = 0;
  const auto handled = lines_of(effects);
  for (const auto& [id, times] : handled) again += times - 1;
  EXPECT_LE(again, kills);
  EXPECT_EQ(handled.size(), emitted.size());
  for (const auto& id : emitted) EXPECT_TRUE(handled.contains(id)) << id;
  std::filesystem::remove(database);
  std::filesystem::remove(effects);
}

}  // namespace

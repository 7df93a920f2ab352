// A receiver that is killed in the middle, with the store of docs/webhooks.md: no event is lost, and at most
// the one in progress is handled again.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include "sandbox/server.hpp"
#include "webhook/support.hpp"

extern char** environ;

namespace {

using namespace webhook_test;

/// A crashing_receiver, and what it prints.
class Receiving {
 public:
  Receiving(int port, const std::string& database, const std::string& effects) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<std::string> words{CRASHING_RECEIVER, std::to_string(port), database, effects};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int failed = ::posix_spawn(&pid_, CRASHING_RECEIVER, &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    printed_ = ::fdopen(ends[0], "r");
    if (failed != 0 || printed_ == nullptr) throw std::runtime_error{"no receiver"};
  }
  Receiving(const Receiving&) = delete;
  Receiving& operator=(const Receiving&) = delete;
  ~Receiving() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    std::fclose(printed_);
  }
  /// The next line that it prints; empty where it has ended.
  [[nodiscard]] std::string line() {
    std::array<char, 200> buffer{};
    return std::fgets(buffer.data(), static_cast<int>(buffer.size()), printed_) == nullptr
               ? std::string{}
               : std::string{buffer.data()};
  }

 private:
  pid_t pid_{0};
  std::FILE* printed_{nullptr};
};

std::map<std::string, int> lines_of(const std::string& path) {
  std::map<std::string, int> counts;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) ++counts[line];
  return counts;
}

TEST(AKilledReceiver, LosesNoEventAndHandlesAtMostTheOneInProgressAgain) {
  const std::string database = testing::TempDir() + "ticket0_crash.db";
  const std::string effects = testing::TempDir() + "ticket0_crash.txt";
  std::filesystem::remove(database);
  std::filesystem::remove(effects);
  constexpr int kills = 15;
  constexpr int events_between = 10;

  auto receiving = std::make_unique<Receiving>(0, database, effects);
  const int port = std::stoi(receiving->line());
  sandbox::Options options{.tickets = 1};
  options.webhook.url = "http://127.0.0.1:" + std::to_string(port) + "/";
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
    receiving.reset();
    receiving = std::make_unique<Receiving>(port, database, effects);
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

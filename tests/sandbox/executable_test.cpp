#include <gtest/gtest.h>
#include <httplib.h>
#include <signal.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "process.hpp"
#include "webhook_receiver.hpp"

namespace {

using sandbox_tests::Arrived;
using sandbox_tests::Process;
using sandbox_tests::WebhookReceiver;
using Arguments = std::vector<std::string>;

const std::string program = SANDBOX_EXECUTABLE;

/// The process after it said that it is ready.
struct Ready {
  explicit Ready(const Arguments& arguments = {}) : process(program, arguments) {
    url = process.line();
    key = process.line();
    origin = url.substr(url.find('=') + 1);
    origin = origin.substr(0, origin.find("/api"));
  }

  int get(const std::string& path) const {
    httplib::Client client(origin);
    const httplib::Headers headers{{"Authorization", "Bearer " + key.substr(key.find('=') + 1)}};
    const auto result = client.Get("/api/v1" + path, headers);
    return result ? result->status : -1;
  }

  int patch(const std::string& path, const std::string& body) const {
    httplib::Client client(origin);
    const httplib::Headers headers{{"Authorization", "Bearer " + key.substr(key.find('=') + 1)}};
    const auto result = client.Patch("/api/v1" + path, headers, body, "application/json");
    return result ? result->status : -1;
  }

  std::string port() const { return origin.substr(origin.rfind(':') + 1); }

  Process process;
  std::string url;
  std::string key;
  std::string origin;
};

/// One line, with its line break.
void expect_one_line(const std::string& text, std::string_view about) {
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  EXPECT_TRUE(text.ends_with('\n')) << text;
  EXPECT_NE(text.find(about), std::string::npos) << text;
}

TEST(Executable, SaysWhereItServesAndStopsCleanlyOnEitherSignal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Ready sandbox;
    EXPECT_TRUE(sandbox.url.starts_with("TICKET0_BASE_URL=http://127.0.0.1:")) << sandbox.url;
    EXPECT_TRUE(sandbox.url.ends_with("/api/v1")) << sandbox.url;
    EXPECT_EQ(sandbox.key, "TICKET0_API_KEY=t0_sandbox_admin");
    EXPECT_EQ(sandbox.get("/tickets"), 200);
    sandbox.process.signal(signal);
    const auto ended = sandbox.process.wait();
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "");
    expect_one_line(ended.err, "GET /api/v1/tickets 200 ");
  }
}

TEST(Executable, SaysNothingWhenQuiet) {
  Ready sandbox({"--quiet"});
  EXPECT_EQ(sandbox.get("/tickets"), 200);
  sandbox.process.signal(SIGTERM);
  EXPECT_EQ(sandbox.process.wait().err, "");
}

TEST(Executable, DoesNotShareAPort) {
  const Ready first;
  const auto second = Process(program, {"--port", first.port()}).wait();
  EXPECT_EQ(second.code, 1);
  EXPECT_EQ(second.out, "");
  expect_one_line(second.err, "port is taken");
  EXPECT_EQ(first.get("/tickets"), 200);
}

TEST(Executable, TakesItsKeysAndScopes) {
  const Ready reader({"--key", "t0_reader", "--scopes", "tickets:read,messages:read", "--key", "t0_other"});
  EXPECT_EQ(reader.key, "TICKET0_API_KEY=t0_reader");
  EXPECT_EQ(reader.get("/tickets"), 200);
  EXPECT_EQ(reader.get("/tickets/tkt_0001/messages"), 200);
  EXPECT_EQ(reader.get("/customers"), 403);
}

TEST(Executable, TakesItsLimitAndTheNumberOfTickets) {
  const Ready limited({"--limit", "2", "--window", "3600", "--tickets", "1"});
  EXPECT_EQ(limited.get("/tickets/tkt_0001"), 200);
  EXPECT_EQ(limited.get("/tickets/tkt_0002"), 404);
  EXPECT_EQ(limited.get("/tickets/tkt_0001"), 429);
}

TEST(Executable, SpeaksTheOlderGeneration) {
  const Ready older({"--generation", "older", "--tickets", "1"});
  EXPECT_EQ(older.get("/tickets/tkt_0001/messages?limit=200"), 200);
  EXPECT_EQ(older.get("/tickets/tkt_0001/messages?limit=201"), 400);
  EXPECT_EQ(Ready({"--generation", "newer"}).get("/tickets/tkt_0001/messages?limit=201"), 200);
}

TEST(Executable, RehearsesAFaultScript) {
  const Ready storm({"--faults", SANDBOX_FAULTS "/429_storm.json"});
  std::vector<int> statuses;
  for (int i = 0; i < 5; ++i) statuses.push_back(storm.get("/tickets"));
  EXPECT_EQ(statuses, (std::vector<int>{200, 200, 429, 429, 200}));
}

TEST(Executable, SaysWhatIsWrongInAFaultScript) {
  const auto missing = Process(program, {"--faults", "/no/such/file.json"}).wait();
  EXPECT_EQ(missing.code, 2);
  expect_one_line(missing.err, "--faults /no/such/file.json: the file cannot be read");
  const auto other = Process(program, {"--faults", program}).wait();
  EXPECT_EQ(other.code, 2);
  expect_one_line(other.err, "the file is not valid JSON");
}

TEST(Executable, SendsWebhooksWithTheFaultsThatAreWanted) {
  const WebhookReceiver receiver([](const Arrived& arrived) { return arrived.id().empty() ? 204 : 401; });
  Ready sandbox({"--webhook", receiver.url(), "--webhook-secret", "whsec_mine", "--webhook-retry-scale", "0",
                 "--webhook-tamper", "100", "--webhook-duplicate", "100", "--webhook-seed", "7",
                 "--webhook-delay", "1", "--webhook-reorder", "0"});
  ASSERT_EQ(sandbox.patch("/tickets/tkt_0001", R"({"tags":["new"]})"), 200);
  // The ping, and six attempts of each of the two deliveries.
  while (receiver.arrived().size() < 13) std::this_thread::yield();
  sandbox.process.signal(SIGTERM);
  const auto ended = sandbox.process.wait();
  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(ended.err.find("webhook ping attempt 1 204\n"), std::string::npos) << ended.err;
  EXPECT_NE(ended.err.find(" attempt 5 401\n"), std::string::npos) << ended.err;
  EXPECT_EQ(ended.err.find("whsec_mine"), std::string::npos) << ended.err;
  for (const auto& each : receiver.arrived()) {
    EXPECT_EQ(is_signed(each, "whsec_mine"), each.id().empty()) << each.request.body;
  }
}

TEST(Executable, WantsAUrlForItsWebhooks) {
  const auto ended = Process(program, {"--webhook-duplicate", "50"}).wait();
  EXPECT_EQ(ended.code, 2);
  expect_one_line(ended.err, "--webhook URL");
}

TEST(Executable, ExplainsItself) {
  const auto help = Process(program, {"--help"}).wait();
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.err, "");
  for (const std::string_view word :
       {"--port", "--host", "--key", "--scopes", "--limit", "--window", "--tickets", "--quiet",
        "--generation", "--faults", "--webhook-retry-scale", "ticket.reopened", "commit_late", "retry_after",
        "/knowledge-base/:id", "tickets:write", "Exit codes", "curl -H", "TICKET0_BASE_URL="}) {
    EXPECT_NE(help.out.find(word), std::string::npos) << word;
  }
}

TEST(Executable, RefusesWhatItDoesNotUnderstand) {
  const std::vector<Arguments> wrong{{"--nonsense"},
                                     {"extra"},
                                     {"--port"},
                                     {"--port", "x"},
                                     {"--port", "70000"},
                                     {"--port", "-1"},
                                     {"--limit", "1.5"},
                                     {"--window", "0"},
                                     {"--tickets", "1e3"},
                                     {"--scopes", ""},
                                     {"--scopes", "read"},
                                     {"--host", "0.0.0.0"},
                                     {"--host", ""},
                                     {"--key", "t0_"},
                                     {"--generation", "old"},
                                     {"--faults"},
                                     {"--faults", ""},
                                     {"--webhook", "https://a.example/"},
                                     {"--webhook-secret", ""},
                                     {"--webhook-retry-scale", "1s"},
                                     {"--webhook-retry-scale", "1.0.0"},
                                     {"--webhook-retry-scale", "-1"},
                                     {"--webhook-retry-scale", "1001"},
                                     {"--webhook-retry-scale", "."},
                                     {"--webhook-delay", "-1"},
                                     {"--webhook-duplicate", "101"},
                                     {"--webhook-reorder", "x"},
                                     {"--webhook-tamper", "50%"},
                                     {"--webhook-seed", "-1"}};
  for (const auto& arguments : wrong) {
    const auto ended = Process(program, arguments).wait();
    EXPECT_EQ(ended.code, 2) << arguments.front();
    EXPECT_EQ(ended.out, "") << arguments.front();
    expect_one_line(ended.err, arguments.front());
  }
}

TEST(Executable, DoesNotRepeatAKeyThatItRefuses) {
  const auto ended = Process(program, {"--key", "sk_secret"}).wait();
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err.find("sk_secret"), std::string::npos);
}

}  // namespace

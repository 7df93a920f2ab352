// The export, also when it is killed again and again.
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "export_progress.hpp"
#include "tool.hpp"

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;
using Process = sandbox_tests::Process;

struct Export : Tool {
  Export() : Tool{{.tickets = 120}} {}

  std::vector<json> rows(const std::string& name) const {
    std::vector<json> all;
    std::istringstream lines{text_of(directory / "out" / (name + ".jsonl"))};
    for (std::string line; std::getline(lines, line);) {
      all.push_back(json::parse(line, nullptr, false));
      EXPECT_TRUE(all.back().is_object()) << line;
    }
    return all;
  }
  static std::vector<std::string> ids_of(const std::vector<json>& rows) {
    std::vector<std::string> ids;
    for (const auto& row : rows) ids.push_back(row.at("id"));
    return ids;
  }
  /// Each row is the sandbox's, once, in its order.
  void expect_whole_workspace(bool with_messages) {
    auto& store = server.store();
    EXPECT_EQ(ids_of(rows("tickets")), store.ticket_ids());
    for (const auto& row : rows("tickets")) EXPECT_EQ(row.at("subject"), store.ticket(row.at("id")).subject);
    std::vector<std::string> customers;
    for (const auto& each : store.customers({}, {.limit = 1'000}).items) customers.push_back(each.id);
    EXPECT_EQ(ids_of(rows("customers")), customers);
    std::vector<std::string> articles;
    for (const auto& each : store.articles({}, {.limit = 1'000}).items) articles.push_back(each.id);
    EXPECT_EQ(ids_of(rows("articles")), articles);
    for (const auto& row : rows("articles")) EXPECT_EQ(row.at("body"), store.article(row.at("id")).body);
    if (!with_messages) return;
    std::vector<std::string> texts;
    for (const auto& row : rows("messages"))
      texts.push_back(row.at("id").get<std::string>() + row.at("bodyText").get<std::string>());
    std::vector<std::string> expected;
    for (const auto& id : store.ticket_ids())
      for (const auto& message : store.messages(id)) expected.push_back(message.id + message.body_text);
    EXPECT_EQ(texts, expected);
  }
  bool is_finished() const {
    const auto state = text_of(directory_of_export / "export.state");
    const auto messages = state.find("\nmessages ");
    return messages != std::string::npos && state.find(" end ", messages) < state.find('\n', messages + 1);
  }
  std::filesystem::path directory_of_export{directory / "out"};
};

TEST_F(Export, WritesTheWholeWorkspaceForTheOwnerAlone) {
  const auto text = out("ticket0 export --out out --messages --per-minute 1000000");
  EXPECT_THAT(text, HasSubstr("out: 120 tickets, "));
  EXPECT_THAT(text, testing::Not(HasSubstr("without")));
  expect_whole_workspace(true);
  for (const auto& entry : std::filesystem::directory_iterator{directory_of_export})
    EXPECT_EQ(entry.status().permissions(), std::filesystem::perms{0600}) << entry.path();
}

TEST_F(Export, SaysThatItHasNoMessagesUnlessAskedForThem) {
  EXPECT_THAT(out("ticket0 export --out out"), HasSubstr("; without messages (--messages adds them)\n"));
  EXPECT_THAT(out("ticket0 export --help"), HasSubstr("messages only with --messages"));
}

TEST_F(Export, TellsATerminalWhatItExportsInWordsForPeople_needs_script_of_util_linux) {
  if (sh("script --version").code != 0) GTEST_SKIP();
  EXPECT_THAT(
      out("script -qec 'ticket0 export --out out --messages --per-minute 1000000' typescript"),
      testing::AllOf(HasSubstr("customers: "), HasSubstr("knowledge base articles: "),
                     HasSubstr("texts of knowledge base articles: "), HasSubstr("tickets: 100,"),
                     HasSubstr("messages of tickets: 1 of 120"), testing::Not(HasSubstr("article-index"))));
}

TEST_F(Export, ThatIsCompleteIsNotTakenForANewOne) {
  out("ticket0 export --out out");
  const auto requests = server.requests();
  const auto again = sh("ticket0 export --out out");
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, testing::AllOf(HasSubstr("holds a complete export of " + server.url()),
                                        HasSubstr("name another directory")));
  EXPECT_EQ(server.requests(), requests);
  out("ticket0 export --out out --messages --per-minute 1000000");  // was not complete with them
  expect_whole_workspace(true);
}

TEST_F(Export, IsNotGoneOnWithByAnotherKey) {
  server.inject({.route = "GET /tickets", .skip = 1, .status = 400});
  EXPECT_EQ(sh("ticket0 export --out out").code, 5);
  const auto requests = server.requests();
  write("key_other", "t0_of_another_workspace\n");
  const auto other = sh("ticket0 export --out out --key-file key_other");
  EXPECT_EQ(other.code, 2);
  EXPECT_THAT(other.err, HasSubstr("was begun with another key"));
  EXPECT_EQ(server.requests(), requests);
}

TEST_F(Export, KilledBeforeItsFirstStateGoesOn) {
  out("mkdir out; echo half >out/export.state.new; ticket0 export --out out");
  expect_whole_workspace(false);
}

TEST_F(Export, TellsOfEachRequestIfVerbose) {
  EXPECT_THAT(sh("ticket0 export --out out --verbose").err, HasSubstr("GET /tickets: 200"));
}

TEST_F(Export, PagesThatOverlapGiveNoRowTwice) {
  server.inject({.route = "GET /tickets", .times = 0, .kind = sandbox::Fault::Kind::overlap});
  out("ticket0 export --out out");
  expect_whole_workspace(false);
}

TEST_F(Export, IsSilentWithoutATerminalUntilAMinuteHasPassed) {
  EXPECT_EQ(sh("ticket0 export --out out").err, "");
}

TEST_F(Export, StoppedByCtrlCGoesOnLater) {
  server.inject({.route = "GET /tickets", .skip = 1, .times = 1, .status = 429, .retry_after = 100});
  const auto stopped = sh(
      "ticket0 export --out out & until grep -q '^tickets .* next' out/export.state 2>/dev/null; do :; done; "
      "kill -INT $!; wait $!");
  EXPECT_EQ(stopped.code, 130);
  EXPECT_THAT(stopped.err, HasSubstr("the same command goes on"));
  server.clear_faults();  // it may have been stopped before the 429
  out("ticket0 export --out out");
  expect_whole_workspace(false);
}

TEST_F(Export, KilledTenTimesIsWholeAndCostsAtMostARequestAKill) {
  const std::string command = "exec ticket0 export --out out --messages --per-minute 1000000";
  std::mt19937 random{48'213};
  std::uniform_int_distribution<std::size_t> requests_until{1, 12};
  for (int kills = 0; kills < 10; ++kills) {
    const auto killed_at = server.requests() + requests_until(random);
    const Process process{"/bin/bash", {"-c", "cd " + directory.string() + "; " + command}};
    while (server.requests() < killed_at && !is_finished()) std::this_thread::yield();
    process.signal(SIGKILL);
  }
  if (!is_finished()) out("ticket0 export --out out --messages --per-minute 1000000");
  expect_whole_workspace(true);
  const auto with_kills = server.requests();
  out("ticket0 export --out again --messages --per-minute 1000000");
  EXPECT_LE(with_kills, server.requests() - with_kills + 10);
}

TEST_F(Export, WhatIsNotCommittedIsCutOff) {
  server.inject({.route = "GET /tickets", .skip = 1, .status = 400});
  EXPECT_EQ(sh("ticket0 export --out out").code, 5);
  std::ofstream{directory_of_export / "tickets.jsonl", std::ios::app} << R"({"id":"tkt_)";
  out("ticket0 export --out out");
  expect_whole_workspace(false);
}

TEST_F(Export, OfOneDirectoryByTwoProcessesIsRefused) {
  const auto second = sh("mkdir out; flock out ticket0 export --out out");
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.err, HasSubstr("another ticket0 export"));
}

TEST_F(Export, OntoAFullDiskSaysSoAndGoesOnLater) {
  const auto full = sh("ulimit -f 8; trap '' XFSZ; ticket0 export --out out");
  EXPECT_EQ(full.code, 1);
  EXPECT_EQ(std::count(full.err.begin(), full.err.end(), '\n'), 1) << full.err;
  EXPECT_THAT(full.err, HasSubstr("the same command goes on where it stopped"));
  out("ticket0 export --out out");
  expect_whole_workspace(false);
}

TEST(ExportTime, IsHonestAboutTheBudget) {
  const ticket0::RateUsage fresh{.used = 0, .free = 60};
  EXPECT_EQ(tool::time_for(50, 100ms, fresh), 5s) << "50 of 60 are for the background";
  EXPECT_EQ(tool::time_for(51, 100ms, fresh), 66s);
  EXPECT_EQ(tool::time_for(3, 100ms, {.used = 1, .free = 0}), 181s);
}

TEST(ExportProgress, HasNoRateBeforeAFewSecondsOfWork) {
  std::chrono::steady_clock::time_point now{};
  testing::internal::CaptureStderr();
  tool::ExportProgress progress{true, [&] { return now; }};
  progress.begin("tickets", 0);
  now += 100ms;
  progress.show(100, ticket0::RateUsage{.used = 1, .free = 59});
  now += 5s;
  progress.show(200, ticket0::RateUsage{.used = 2, .free = 58});
  const auto shown = testing::internal::GetCapturedStderr();
  EXPECT_THAT(shown, HasSubstr("tickets: 100, 59 of 60 requests left\r"));
  EXPECT_THAT(shown, HasSubstr("tickets: 200, 2353 a minute, 58 of 60 requests left"));
}

TEST(ExportProgress, IsALogLineAMinuteWithoutATerminal) {
  std::chrono::steady_clock::time_point now{};
  testing::internal::CaptureStderr();
  tool::ExportProgress progress{false, [&] { return now; }};
  progress.begin("messages of tickets", 0, 20'000);
  for (std::size_t done = 1; done <= 100; ++done) {
    now += 1'300ms;
    progress.on_response({.method = "GET", .route = "/tickets/:id/messages", .number = 1}, 200, 1ms);
    progress.show(done, ticket0::RateUsage{.used = 50, .free = 10});
  }
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 2) << log;
  EXPECT_THAT(log,
              HasSubstr("messages of tickets: 47 of 20000, 46 a minute, 10 of 60 requests left, up to 13 h"));
}

}  // namespace

// export_tickets against the sandbox, killed again and again.
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "../sandbox/process.hpp"
#include "sandbox/server.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox_tests::Process;
using Seconds = std::chrono::duration<double>;

struct ExportKilled : testing::Test {
  void SetUp() override {
    std::string pattern = testing::TempDir() + "export_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory = pattern;
    file = directory / "tickets.jsonl";
    ::setenv("TICKET0_BASE_URL", server.url().c_str(), 1);
    ::setenv("TICKET0_API_KEY", server.key().c_str(), 1);
  }
  void TearDown() override { std::filesystem::remove_all(directory); }

  /// Runs the export to its end, or for as long as `until` says.
  struct Run {
    bool killed{false};
    Seconds took{};
    std::string out{};
  };
  Run run(std::optional<Seconds> until = {}) const {
    const auto begun = std::chrono::steady_clock::now();
    Process process{EXPORT_TICKETS, {file.string(), "--per-minute", "1000000"}};
    if (until) {
      std::this_thread::sleep_for(*until);
      process.signal(SIGKILL);
    }
    const auto ended = process.wait();
    EXPECT_TRUE(ended.code == 0 || (until && ended.code == -1)) << ended.err;
    return {.killed = ended.code == -1, .took = std::chrono::steady_clock::now() - begun, .out = ended.out};
  }

  /// Each line is a whole ticket, and they are the sandbox's, each once and in its order.
  void expect_all_tickets() {
    std::vector<std::string> ids;
    std::ifstream lines{file};
    for (std::string line; std::getline(lines, line);) {
      const auto json = nlohmann::json::parse(line, nullptr, false);
      ASSERT_TRUE(json.is_object()) << line;
      ids.push_back(json.at("id"));
      ASSERT_EQ(json.at("subject"), server.store().ticket(ids.back()).subject);
    }
    EXPECT_EQ(ids, server.store().ticket_ids());
  }

  void remove_files() const {
    std::filesystem::remove(file);
    std::filesystem::remove(file.string() + ".state");
  }

  sandbox::Server server{{.tickets = 1'000}};
  std::filesystem::path directory;
  std::filesystem::path file;
};

TEST_F(ExportKilled, FiftyTimesAtRandomMomentsGivesEveryTicketOnce) {
  const Seconds whole = run().took;
  expect_all_tickets();
  const Seconds without_work = run().took;  // complete already
  remove_files();

  constexpr unsigned seed = 48'213;
  std::mt19937 random{seed};
  // Some before the first request, some in between, some after the last: about five kills an export.
  std::uniform_real_distribution<double> moment{0, (without_work + 0.3 * (whole - without_work)).count()};
  int resumed = 0;
  for (int kills = 0; kills < 50;) {
    const Run each = run(Seconds{moment(random)});
    if (each.out.starts_with("going on after")) ++resumed;
    if (each.killed) {
      ++kills;
      continue;
    }
    expect_all_tickets();
    remove_files();
  }
  run();
  expect_all_tickets();
  EXPECT_GE(resumed, 10) << "too few of the kills came in the middle of an export";
}

/// A run that ends with the fourth page: two are committed, and the third is in the file without being so.
struct ExportBroken : ExportKilled {
  void SetUp() override {
    ExportKilled::SetUp();
    server.inject({.route = "GET /tickets", .skip = 3, .status = 400});
    Process process{EXPORT_TICKETS, {file.string()}};
    ASSERT_EQ(process.wait().code, 3);
    std::ifstream lines{file};
    ASSERT_EQ(std::count(std::istreambuf_iterator<char>{lines}, {}, '\n'), 300);
  }
};

TEST_F(ExportBroken, WhatIsNotCommittedIsCutOff) {
  std::ofstream{file, std::ios::app} << R"({"id":"tkt_)";
  EXPECT_TRUE(run().out.starts_with("going on after 200 tickets\n"));
  expect_all_tickets();
}

TEST_F(ExportBroken, PagesThatOverlapAfterTheRestartGiveNoTicketTwice) {
  server.inject({.route = "GET /tickets", .times = 0, .kind = sandbox::Fault::Kind::overlap});
  run();
  expect_all_tickets();
}

TEST_F(ExportBroken, AStateThatSaysMoreThanTheFileHasIsRefused) {
  std::filesystem::resize_file(file, 100);
  Process process{EXPORT_TICKETS, {file.string()}};
  const auto ended = process.wait();
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("is shorter than"), std::string::npos) << ended.err;
  EXPECT_EQ(std::filesystem::file_size(file), 100U);
}

TEST_F(ExportKilled, AFileOfSomebodyElseIsNotTouched) {
  std::ofstream{file} << "mine\n";
  Process process{EXPORT_TICKETS, {file.string()}};
  const auto ended = process.wait();
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("is there already"), std::string::npos) << ended.err;
  EXPECT_EQ(std::filesystem::file_size(file), 5U);
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".state"));
}

}  // namespace

#include "sandbox/fault_file.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/server.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox::FaultFileError;
using sandbox::parse_faults;
using Kind = Fault::Kind;

TEST(FaultFile, HasEveryMemberOfAFault) {
  const auto faults = parse_faults(R"({"about": "all members", "faults": [
    {"route": "POST /tickets/:id/messages", "skip": 1, "times": 0, "kind": "commit_late", "status": 504,
     "code": "-", "retry_after": 7, "delay": 1500},
    {"route": "*", "kind": "truncate", "bytes": 100},
    {"route": "*", "kind": "skew", "seconds": -3},
    {"route": "*", "kind": "idle_bytes", "mode": "junk", "delay": 20}]})");
  ASSERT_EQ(faults.size(), 4U);
  EXPECT_EQ(faults[0].route, "POST /tickets/:id/messages");
  EXPECT_EQ(faults[0].skip, 1U);
  EXPECT_EQ(faults[0].times, 0U);
  EXPECT_EQ(faults[0].kind, Kind::commit_late);
  EXPECT_EQ(faults[0].status, 504);
  EXPECT_EQ(faults[0].code, "-");
  EXPECT_EQ(faults[0].retry_after, 7);
  EXPECT_EQ(faults[0].delay, 1500ms);
  EXPECT_EQ(faults[1].kind, Kind::truncate);
  EXPECT_EQ(faults[1].bytes, 100U);
  EXPECT_EQ(faults[1].times, 1U);
  EXPECT_EQ(faults[2].seconds, -3s);
  EXPECT_EQ(faults[3].mode, "junk");
  EXPECT_EQ(faults[3].delay, 20ms);
  EXPECT_TRUE(parse_faults(R"({"faults": []})").empty());
}

TEST(FaultFile, KnowsEveryKind) {
  for (const std::string kind :
       {"status_before", "status_after", "commit_late", "lose_request", "lose_answer", "reset_before",
        "reset_after", "truncate", "drip", "delay", "idle_bytes", "idle_close", "cursor_loop", "overlap",
        "stale", "skew", "rewrite"}) {
    const std::string mode = kind == "idle_bytes" ? R"(, "mode": "408")"
                             : kind == "rewrite"  ? R"(, "mode": "text_cut")"
                                                  : "";
    const auto faults = parse_faults(R"({"faults": [{"route": "*", "kind": ")" + kind + "\"" + mode + "}]}");
    EXPECT_EQ(text(faults.at(0).kind), kind);
  }
}

TEST(FaultFile, NamesTheEntryAndTheMemberOfAMistake) {
  const std::vector<std::pair<std::string, std::string>> mistakes{
      {R"({"route": "*", "kind": "dealy"})", "faults[1].kind must be one of status_before"},
      {R"({"route": "*", "kind": 5})", "faults[1].kind must be a string"},
      {R"({"route": "*"})", "faults[1].kind is required"},
      {R"({"kind": "drip"})", "faults[1].route is required"},
      {R"({"kind": "drip", "route": "POST /ticket"})", "faults[1].route must be * or an endpoint"},
      {R"({"kind": "drip", "route": null})", "faults[1].route must be a string"},
      {R"({"kind": "overlap", "route": "POST /tickets"})", "faults[1].route must be a list"},
      {R"({"kind": "overlap", "route": "GET /tickets/:id/messages"})", "faults[1].route must be a list"},
      {R"({"kind": "drip", "route": "*", "tims": 1})", "faults[1].tims is not a member of a fault"},
      {R"({"kind": "drip", "route": "*", "times": -1})", "faults[1].times must be a whole number"},
      {R"({"kind": "drip", "route": "*", "times": 1.5})", "faults[1].times must be a whole number"},
      {R"({"kind": "drip", "route": "*", "skip": "1"})", "faults[1].skip must be a whole number"},
      {R"({"kind": "drip", "route": "*", "delay": 4000000})", "faults[1].delay must be a whole number"},
      {R"({"kind": "truncate", "route": "*", "bytes": true})", "faults[1].bytes must be a whole number"},
      {R"({"kind": "status_after", "route": "*", "status": 99})", "faults[1].status must be from 200 to 599"},
      {R"({"kind": "status_after", "route": "*", "code": 1})", "faults[1].code must be a string"},
      {R"({"kind": "status_after", "route": "*", "retry_after": null})", "faults[1].retry_after must be"},
      {R"({"kind": "status_after", "route": "*", "delay": 1})", "faults[1].delay has no use for the kind"},
      {R"({"kind": "lose_answer", "route": "*", "status": 500})", "faults[1].status has no use for the kind"},
      {R"({"kind": "drip", "route": "*", "bytes": 1})", "faults[1].bytes has no use for the kind drip"},
      {R"({"kind": "drip", "route": "*", "seconds": 1})", "faults[1].seconds has no use for the kind drip"},
      {R"({"kind": "delay", "route": "*", "mode": "junk"})", "faults[1].mode has no use for the kind delay"},
      {R"({"kind": "skew", "route": "*", "seconds": 4000000})", "faults[1].seconds must be a whole number"},
      {R"({"kind": "skew", "route": "POST /tickets"})", "faults[1].route must be POST /tickets/:id/messages"},
      {R"({"kind": "stale", "route": "*", "seconds": -1})", "faults[1].seconds must not be negative"},
      {R"({"kind": "idle_bytes", "route": "*"})", "faults[1].mode must be one of 200 408 junk"},
      {R"({"kind": "rewrite", "route": "*", "mode": 1})", "faults[1].mode must be a string"},
      {R"("drip")", "faults[1] must be an object"},
  };
  for (const auto& [entry, expected] : mistakes) {
    try {
      parse_faults(R"({"faults": [{"route": "*", "kind": "drip"}, )" + entry + "]}");
      ADD_FAILURE() << entry;
    } catch (const FaultFileError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with(expected)) << error.what();
    }
  }
}

TEST(FaultFile, IsAnObjectWithFaults) {
  for (const auto& [file, expected] : std::vector<std::pair<std::string, std::string>>{
           {"", "the file is not valid JSON"},
           {"{\"faults\": [}", "the file is not valid JSON"},
           {"[]", "the file must be a JSON object"},
           {"{}", "faults is required"},
           {R"({"faults": {}})", "faults must be an array"},
           {R"({"about": 1, "faults": []})", "about must be a string"},
           {R"({"fault": [], "faults": []})", "fault is not a member of the file"}}) {
    try {
      parse_faults(file);
      ADD_FAILURE() << file;
    } catch (const FaultFileError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with(expected)) << error.what();
    }
  }
  EXPECT_THROW(sandbox::read_faults("/no/such/file.json"), FaultFileError);
}

TEST(FaultFile, MayNameThePagesOfTheOlderGenerationsMessages) {
  const std::string file = R"({"faults": [{"kind": "overlap", "route": "GET /tickets/:id/messages"}]})";
  EXPECT_EQ(parse_faults(file, sandbox::Generation::older).size(), 1U);
}

TEST(FaultFile, IsThereForABadDayAStormAndLostReplies) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(SANDBOX_FAULTS)) {
    names.insert(entry.path().filename().string());
    for (const auto generation : {sandbox::Generation::newer, sandbox::Generation::older}) {
      const auto faults = sandbox::read_faults(entry.path().string(), generation);
      EXPECT_FALSE(faults.empty()) << entry.path();
      EXPECT_NO_THROW(sandbox::Server({.tickets = 1, .generation = generation, .faults = faults}))
          << entry.path();
    }
  }
  EXPECT_EQ(names, (std::set<std::string>{"429_storm.json", "bad_day.json", "lost_replies.json"}));
}

}  // namespace

// The commands on an outbox: what they show, and what a person decides by them.
#include <sqlite3.h>

#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "ticket0/outbox.hpp"
#include "tool.hpp"

namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct OutboxTool : Tool {
  explicit OutboxTool(sandbox::Options options = {}) : Tool{std::move(options)} {
    write("text", "A word in confidence.\n");
    ::setenv("TICKET0_OUTBOX_FILE", (directory / "shop.db").c_str(), 1);
  }
  ~OutboxTool() override { ::unsetenv("TICKET0_OUTBOX_FILE"); }

  /// A reply with this key, as JSON.
  json put(const std::string& key, const std::string& ticket = "tkt_0250") const {
    return json::parse(out("ticket0 outbox put " + key + " --ticket " + ticket +
                           " --from help@example.com --body-file text --json"));
  }
  /// What was queued may have been sent, as in a file that was restored.
  void doubt() const {
    {
      const ticket0::outbox::Outbox box{{.path = directory / "shop.db"}};
      box.backup(directory / "copy.db");
    }
    out("ticket0 outbox adopt --outbox-file copy.db; rm shop.db*; "
        "for file in copy.db*; do mv $file shop${file#copy}; done; ticket0 outbox adopt");
  }
  std::string state(int id) const {
    return json::parse(out("ticket0 outbox show " + std::to_string(id) + " --json")).at("state");
  }
  std::size_t replies() const {
    const auto log = server.log();
    return static_cast<std::size_t>(std::count_if(log.begin(), log.end(), [](const auto& request) {
      return request.method == "POST" && request.target.ends_with("/messages");
    }));
  }
};

/// With a service that can hold a response back.
struct OutboxToolOfASlowService : OutboxTool {
  OutboxToolOfASlowService() : OutboxTool{{.relay = true}} {}
};

TEST_F(OutboxTool, PutsOnceAndSendsOnce) {
  EXPECT_EQ(put("order-4711").at("state"), "queued");
  EXPECT_EQ(put("order-4711").at("id"), 1);
  EXPECT_EQ(out("ticket0 outbox send"), "1 sent, 0 rejected, 0 queued\n");
  EXPECT_EQ(put("order-4711").at("state"), "sent");
  EXPECT_EQ(out("ticket0 outbox send"), "0 sent, 0 rejected, 0 queued\n");
  EXPECT_EQ(replies(), 1U);
}

TEST_F(OutboxTool, SendsAReplyToATicketThatItOpensBefore) {
  out("ticket0 outbox put crash --customer-email ada@example.com --subject Crash --body-file text");
  out("ticket0 outbox put crash-reply --after crash --from help@example.com --body-file text");
  EXPECT_EQ(out("ticket0 outbox send"), "2 sent, 0 rejected, 0 queued\n");
  const auto reply = json::parse(out("ticket0 outbox show 2 --json"));
  EXPECT_EQ(reply.at("ticketId"), "tkt_0251");
  EXPECT_EQ(server.store().messages("tkt_0251").size(), 2U);
}

TEST_F(OutboxTool, ShowsACustomersWordsOnlyToWhoAsksForThem) {
  put("order-1");
  out("ticket0 outbox put crash --customer-email ada@example.com --subject Secret --body-file text");
  for (const std::string verb :
       {"status", "list", "list --json", "list --jsonl", "send",
        "put crash --customer-email ada@example.com --subject Secret --body-file text"})
    EXPECT_THAT(out("ticket0 outbox " + verb), Not(testing::ContainsRegex("confidence|Secret|ada@"))) << verb;
  EXPECT_THAT(out("ticket0 doctor"), Not(testing::ContainsRegex("confidence|Secret|ada@")));
  EXPECT_THAT(out("ticket0 outbox show 1"),
              AllOf(HasSubstr("help@example.com"), HasSubstr("A word in confidence.\n")));
  EXPECT_THAT(out("ticket0 outbox show 2"),
              AllOf(HasSubstr("ada@example.com"), HasSubstr("Secret"), HasSubstr("A word")));
  EXPECT_EQ(json::parse(out("ticket0 outbox show 2 --json")).at("ticket").at("body"),
            "A word in confidence.\n");
}

TEST_F(OutboxTool, ListsEntriesByStateInAllForms) {
  put("order-1");
  put("order-2");
  out("ticket0 outbox send");
  put("order-\"3\"");
  EXPECT_THAT(out("ticket0 outbox list"),
              AllOf(testing::StartsWith("ID  STATE   ATTEMPTS  TICKET"), HasSubstr("order-2\n")));
  const auto all = json::parse(out("ticket0 outbox list --json"));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all.at(2).at("key"), "order-3");
  EXPECT_EQ(json::parse(out("ticket0 outbox list --state queued --jsonl")), all.at(2));
  EXPECT_EQ(json::parse(out("ticket0 outbox list --limit 1 --json")), json::array({all.at(0)}));
  EXPECT_EQ(out("ticket0 outbox list --state unknown --json"), "[]\n");
  const auto status = json::parse(out("ticket0 outbox status --json"));
  EXPECT_EQ(status.at("sent").at("entries"), 2);
  EXPECT_EQ(status.at("queued").at("oldest"), all.at(2).at("putAt"));
  EXPECT_THAT(out("ticket0 outbox status"), HasSubstr("\nsent      2        20"));
}

TEST_F(OutboxTool, LeavesWhatIsUnknownToAPerson) {
  for (const std::string key : {"there", "not-there", "not-to-be-sent"}) put(key);
  out("ticket0 outbox put crash --customer-email ada@example.com --subject Crash --body-file text");
  doubt();
  const auto sent = sh("ticket0 outbox send");
  EXPECT_EQ(sent.code, 8);
  EXPECT_THAT(sent.err, HasSubstr("`ticket0 outbox list --state unknown` names them"));
  const auto doctor = sh("ticket0 doctor");
  EXPECT_EQ(doctor.code, 8);
  EXPECT_THAT(doctor.out, HasSubstr("FAILED  outbox          4 unknown, the oldest put 20"));
  EXPECT_EQ(replies(), 0U);
  EXPECT_EQ(sh("ticket0 outbox settle 1 --ticket tkt_0250").code, 2) << "it is a reply";
  out("ticket0 outbox settle 1 --message msg_1; ticket0 outbox retry 2; ticket0 outbox settle 3 --rejected; "
      "ticket0 outbox settle 4 --ticket tkt_0001");
  EXPECT_EQ(out("ticket0 outbox send"), "1 sent, 0 rejected, 0 queued\n");
  EXPECT_EQ(replies(), 1U);
  EXPECT_EQ(state(1), "sent");
  EXPECT_EQ(state(2), "sent");
  EXPECT_EQ(state(3), "rejected");
  EXPECT_EQ(state(4), "sent");
}

TEST_F(OutboxTool, ADecisionWhoseOutputFailsIsSaidToBeMade) {
  put("order-1");
  doubt();
  const auto ended = sh("ticket0 outbox retry 1 >/dev/full");
  EXPECT_EQ(ended.code, 8);
  EXPECT_THAT(ended.err, HasSubstr("the change was made"));
  EXPECT_EQ(state(1), "queued");
}

TEST_F(OutboxTool, ADecisionWhoseEntryCannotBeShownIsSaidToBeMade) {
  put("order-1");
  doubt();
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open((directory / "shop.db").c_str(), &file), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(file,
                         "CREATE TRIGGER gone AFTER UPDATE ON entries BEGIN "
                         "DELETE FROM entries WHERE id = new.id; END",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(file);
  const auto ended = sh("ticket0 outbox retry 1");
  EXPECT_EQ(ended.code, 8);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("the change was made"), HasSubstr("there is no entry 1")));
}

TEST_F(OutboxTool, WhatWasStoredOrSentIsSoWhenTheOutputFails) {
  const auto stored =
      sh("ticket0 outbox put order-1 --ticket tkt_0250 --from help@example.com --body-file text >/dev/full");
  EXPECT_EQ(stored.code, 8);
  EXPECT_THAT(stored.err, HasSubstr("the change was made"));
  EXPECT_EQ(state(1), "queued");
  const auto sent = sh("ticket0 outbox send >/dev/full");
  EXPECT_EQ(sent.code, 8);
  EXPECT_THAT(sent.err, HasSubstr("the change was made"));
  EXPECT_EQ(state(1), "sent");
  const auto nothing = sh("ticket0 outbox send >/dev/full");
  EXPECT_EQ(nothing.code, 1) << "nothing was sent";
  EXPECT_THAT(nothing.err, Not(HasSubstr("the change was made")));
  put("order-2", "tkt_9999");
  EXPECT_EQ(sh("ticket0 outbox send >/dev/full").code, 5) << "rejected, as without the failure";
}

TEST_F(OutboxTool, InterruptedTwiceItDoesNotSayThatNothingWasDone) {
  // Nobody reads the pipe, so that the program cannot end by itself.
  const std::string full_pipe =
      "mkfifo pipe; exec 3<>pipe; dd if=/dev/zero of=pipe bs=4096 oflag=nonblock 2>/dev/null; ";
  const std::string twice = "do :; done; kill -INT $!; kill -TERM $!; wait $!";
  const auto stored =
      sh(full_pipe +
         "ticket0 outbox put order-1 --ticket tkt_0250 --from help@example.com --body-file text >pipe & "
         "until ticket0 outbox list --jsonl 2>/dev/null | grep -q order-1; " +
         twice);
  EXPECT_EQ(stored.code, 8) << stored.err;
  const auto sent =
      sh("rm pipe; " + full_pipe +
         "ticket0 outbox send --verbose >pipe 2>log & until grep -q '/messages: 201' log; " + twice);
  EXPECT_EQ(sent.code, 8);
  EXPECT_EQ(state(1), "sent");
}

TEST_F(OutboxTool, TellsWhyAnEntryWasRejected) {
  put("order-1", "tkt_9999");
  const auto sent = sh("ticket0 outbox send");
  EXPECT_EQ(sent.code, 5);
  EXPECT_EQ(sent.out, "0 sent, 1 rejected, 0 queued\n");
  EXPECT_THAT(out("ticket0 outbox show 1"), HasSubstr("404"));
}

TEST_F(OutboxTool, SaysWhySendingPauses) {
  put("order-1");
  const auto sent = sh("ticket0 outbox send --base-url http://127.0.0.1:1/api/v1");
  EXPECT_EQ(sent.code, 1);
  EXPECT_EQ(sent.out, "0 sent, 0 rejected, 1 queued\n");
  EXPECT_THAT(sent.err, testing::StartsWith("ticket0: sending pauses: "));
  EXPECT_THAT(out("ticket0 doctor"), HasSubstr("ok      outbox          1 queued, the oldest put 20"));
}

TEST_F(OutboxTool, StoppedWhileItSendsKeepsWhatIsQueued) {
  put("order-1");
  put("order-2", "tkt_0249");
  server.inject(
      {.route = "POST /tickets/:id/messages", .skip = 1, .times = 0, .status = 429, .retry_after = 100});
  const auto sent =
      sh("ticket0 outbox send --verbose 2>log & until grep -q waits log; do :; done; kill -INT $!; wait $!");
  EXPECT_EQ(sent.code, 130);
  EXPECT_EQ(sent.out, "1 sent, 0 rejected, 1 queued\n");
  EXPECT_EQ(state(2), "queued");
}

TEST_F(OutboxToolOfASlowService, StoppedWhileARequestIsUnderWaySaysThatItIsInDoubtAndSendsItOnce) {
  put("order-1");
  server.inject({.route = "POST /tickets/:id/messages",
                 .kind = sandbox::Fault::Kind::delay,
                 .delay = std::chrono::minutes{10}});
  sandbox_tests::Process sender{TOOL_DIRECTORY "/ticket0", {"outbox", "send"}};
  while (replies() == 0) std::this_thread::yield();
  sender.signal(SIGINT);
  const auto ended = sender.wait();
  EXPECT_EQ(ended.code, 8);
  EXPECT_EQ(ended.out, "0 sent, 0 rejected, 0 queued\n");
  EXPECT_THAT(ended.err, testing::StartsWith("ticket0: stopped; 1 may have been sent"));
  EXPECT_EQ(state(1), "sending");
  EXPECT_EQ(out("ticket0 outbox send"), "1 sent, 0 rejected, 0 queued\n") << "it was found";
  EXPECT_EQ(replies(), 1U);
}

TEST_F(OutboxTool, SendsNothingFromACopyUntilItIsAdopted) {
  put("order-1");
  ticket0::outbox::Outbox{{.path = directory / "shop.db"}}.backup(directory / "copy.db");
  const auto sent = sh("ticket0 outbox send --outbox-file copy.db");
  EXPECT_EQ(sent.code, 1);
  EXPECT_THAT(sent.err, HasSubstr("until `ticket0 outbox adopt` is run"));
  EXPECT_EQ(replies(), 0U);
}

TEST_F(OutboxTool, WithdrawsOnlyWhatIsQueued) {
  put("order-1");
  out("ticket0 outbox withdraw order-1");
  EXPECT_EQ(out("ticket0 outbox list --jsonl"), "");
  EXPECT_EQ(sh("ticket0 outbox withdraw order-1").code, 2);
}

struct OutboxMistake {
  std::string name;
  std::string command;
  std::string says;
};
void PrintTo(const OutboxMistake& mistake, std::ostream* out) { *out << mistake.name; }

struct OutboxMistakes : OutboxTool, testing::WithParamInterface<OutboxMistake> {};

TEST_P(OutboxMistakes, GiveOneLineAndStoreNothing) {
  put("order-1");
  const auto before = out("ticket0 outbox list --json");
  const auto ended = sh("ticket0 outbox " + GetParam().command);
  EXPECT_EQ(ended.code, 2) << ended.err;
  EXPECT_THAT(ended.err, AllOf(testing::StartsWith("ticket0: "), HasSubstr(GetParam().says)));
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  EXPECT_EQ(out("ticket0 outbox list --json"), before);
  EXPECT_FALSE(std::filesystem::exists(directory / "none.db"));
}

const std::string put_reply = "put order-2 --body-file text --from help@example.com ";

INSTANTIATE_TEST_SUITE_P(
    Of, OutboxMistakes,
    testing::Values(
        OutboxMistake{"NoFile", "list --outbox-file none.db", "there is no none.db"},
        OutboxMistake{"NoName",
                      "list --outbox-file ''; code=$?; unset TICKET0_OUTBOX_FILE; ticket0 outbox list",
                      "name the outbox with --outbox-file"},
        OutboxMistake{"NoEntry", "show 9", "there is no entry 9"},
        OutboxMistake{"NoNumber", "show order-1", "ID"},
        OutboxMistake{"ANumberBelowAll", "retry -- -9223372036854775808", "ID"},
        OutboxMistake{"NotToBeDecided", "retry 1", "1 is queued: there is nothing to decide"},
        OutboxMistake{"UnknownState", "list --state unknwon", "--state"},
        OutboxMistake{"NothingToSettle", "settle 1", "name --message or --ticket"},
        OutboxMistake{"ReplyToNothing", put_reply, "name --ticket or --after for a reply"},
        OutboxMistake{"ReplyWithoutSender", "put order-2 --body-file text --ticket tkt_0250", "--from"},
        OutboxMistake{"TicketWithASender", put_reply + "--customer-email ada@example.com", "--from"},
        OutboxMistake{"AfterNoTicket", put_reply + "--after order-1", "ticket_key"},
        OutboxMistake{"OtherContent",
                      "put order-1 --body-file text --from help@example.com --ticket tkt_0249", "key"},
        OutboxMistake{"ApiKeyAsKey", "put \"$TICKET0_API_KEY\" --body-file text --from a@b --ticket tkt_1",
                      "this looks like an API key"}),
    [](const auto& each) { return each.param.name; });

}  // namespace

// What each command does and prints.
#include <nlohmann/json.hpp>

#include "tool.hpp"

namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

TEST_F(Tool, ListsTicketsAsATable) {
  EXPECT_EQ(out("ticket0 tickets list --limit 2"),
            "ID        STATUS      UPDATED               SUBJECT\n"
            "tkt_0250  open        2026-04-22T11:30:00Z  My order 48213 hasn't arrived\n"
            "tkt_0249  processing  2026-04-22T10:23:00Z  Rechnung №48206 fehlt in meinem Konto\n");
}

TEST_F(Tool, AsksForNoMoreThanItShows) {
  out("ticket0 tickets list --limit 2");
  ASSERT_EQ(server.log().size(), 1U);
  EXPECT_THAT(server.log().back().target, HasSubstr("limit=2"));
}

TEST_F(Tool, ListsEveryTicketAsJsonInEitherForm) {
  const auto document = json::parse(out("ticket0 tickets list --all --json"));
  std::istringstream lines{out("ticket0 tickets list --all --jsonl")};
  json rows = json::array();
  for (std::string line; std::getline(lines, line);) rows.push_back(json::parse(line));
  EXPECT_EQ(document, rows);
  std::vector<std::string> ids;
  for (const auto& each : rows) ids.push_back(each.at("id"));
  EXPECT_EQ(ids, server.store().ticket_ids());
}

TEST_F(Tool, AnEmptyListIsAnEmptyDocument) {
  EXPECT_EQ(out("ticket0 tickets list --tag none-has-it --json"), "[]\n");
  EXPECT_EQ(out("ticket0 tickets list --tag none-has-it --jsonl"), "");
}

TEST_F(Tool, PrintsAnObjectAsTheServiceSentIt) {
  for (const std::string each : {"/tickets/tkt_0250", "/customers/cus_0001", "/knowledge-base/art_0001"}) {
    const std::string group = each.starts_with("/t")   ? "tickets"
                              : each.starts_with("/c") ? "customers"
                                                       : "kb";
    const auto id = each.substr(each.rfind('/') + 1);
    EXPECT_EQ(json::parse(out("ticket0 " + group + " get " + id + " --json")),
              json::parse(out("ticket0 raw GET " + each)));
  }
  const auto messages = json::parse(out("ticket0 raw GET /tickets/tkt_0001/messages")).at("messages");
  auto listed = json::parse(out("ticket0 messages list tkt_0001 --json"));
  for (std::size_t at = 0; at < listed.size(); ++at) {
    for (const auto& [name, value] : messages.at(at).items()) {
      if (value.is_null()) continue;
      EXPECT_EQ(listed.at(at).value(name, json{}), value) << name;
    }
  }
}

TEST_F(Tool, CreatesAndUpdatesATicket) {
  write("text", "Where is it?\n");
  const auto id = json::parse(out("ticket0 tickets create --customer-email ada@example.com --subject Parcel "
                                  "--body-file text --json"))
                      .at("id")
                      .get<std::string>();
  EXPECT_EQ(server.store().ticket(id).subject, "Parcel");
  EXPECT_EQ(server.store().messages(id).front().body_text, "Where is it?\n");
  out("ticket0 tickets update " + id + " --status pending --assignee usr_1 --tag a --tag b:c");
  EXPECT_EQ(server.store().ticket(id).status, "pending");
  EXPECT_EQ(server.store().ticket(id).assignee_id, "usr_1");
  EXPECT_EQ(server.store().ticket(id).tags, (std::vector<std::string>{"a", "b:c"}));
  out("ticket0 tickets update " + id + " --unassign --no-tags");
  EXPECT_EQ(server.store().ticket(id).assignee_id, std::nullopt);
  EXPECT_TRUE(server.store().ticket(id).tags.empty());
  EXPECT_EQ(server.store().ticket(id).status, "pending");
}

TEST_F(Tool, RepliesWithATextFromStandardInput) {
  out("echo 'It ships today.' | ticket0 messages reply tkt_0250 --from support@example.com --body-file -");
  EXPECT_EQ(server.store().messages("tkt_0250").back().body_text, "It ships today.\n");
  EXPECT_THAT(out("ticket0 messages list tkt_0250 --full"), HasSubstr("\nIt ships today.\n"));
}

TEST_F(Tool, CreatesAndUpdatesACustomer) {
  const auto id =
      json::parse(out("ticket0 customers create --email ada@example.com --name 'Ada L' --external-id 4711 "
                      "--metadata plan=gold --metadata a=b=c --json"))
          .at("id")
          .get<std::string>();
  EXPECT_EQ(server.store().customer(id).metadata,
            (std::map<std::string, std::string>{{"plan", "gold"}, {"a", "b=c"}}));
  out("ticket0 customers update " + id + " --name Ada --remove-metadata a");
  EXPECT_EQ(server.store().customer(id).name, "Ada");
  EXPECT_EQ(server.store().customer(id).metadata, (std::map<std::string, std::string>{{"plan", "gold"}}));
  EXPECT_THAT(out("ticket0 customers list --external-id 4711"), HasSubstr(id));
}

TEST_F(Tool, SearchesTheKnowledgeBase) {
  EXPECT_THAT(out("ticket0 kb search refund --limit 1"), HasSubstr("art_0002"));
  EXPECT_THAT(out("ticket0 kb get art_0002"), HasSubstr("\n\n"));
}

TEST_F(Tool, RawShowsTheStatusAndTheHeadersIfAsked) {
  EXPECT_THAT(out("ticket0 raw get '/tickets?limit=1' --include"), testing::StartsWith("status: 200\n"));
  EXPECT_EQ(
      json::parse(out("echo '{\"status\":\"open\"}' | ticket0 raw PATCH /tickets/tkt_0001 --body-file -"))
          .at("status"),
      "open");
}

TEST_F(Tool, SignsAndVerifiesAWebhook) {
  write("event.json",
        R"({"id":"evt_1","type":"ticket.created","createdAt":"2026-04-22T10:30:00Z","data":{}})");
  write("secret", "whsec_1\n");
  EXPECT_THAT(out("ticket0 webhook verify event.json --secret-file secret --signature $(ticket0 webhook sign "
                  "event.json --secret-file secret)"),
              HasSubstr("ticket.created evt_1 is valid"));
  write("other", "whsec_2\n");
  const auto refused =
      sh("ticket0 webhook verify event.json --secret-file other --signature $(ticket0 webhook sign "
         "event.json --secret-file secret)");
  EXPECT_EQ(refused.code, 5);
  EXPECT_THAT(refused.err, Not(HasSubstr("whsec")));
}

TEST_F(Tool, ReadsTheKeyFromAFileOfModeSixHundredOrStandardInput) {
  write("key", canary + "\n");
  out("unset TICKET0_API_KEY; ticket0 tickets list --limit 1 --key-file key");
  out("unset TICKET0_API_KEY; ticket0 tickets list --limit 1 --key-file - <key");
}

TEST_F(Tool, WritesNoEscapesIntoAPipe) {
  EXPECT_EQ(out("ticket0 tickets list; ticket0 doctor").find('\x1B'), std::string::npos);
}

TEST_F(Tool, AStrangersControlCharactersReachNoTerminal) {
  write("text",
        "hello\n\x1B[2J\xC2\x9B"
        "31m\a");
  out("ticket0 tickets create --customer-email ada@example.com --subject \"$(printf 'a\\033[2Jb')\" "
      "--body-file text");
  for (const std::string line : {"tickets list --limit 1", "tickets get tkt_0251", "messages list tkt_0251",
                                 "messages list tkt_0251 --full"}) {
    const auto text = out("ticket0 " + line);
    EXPECT_EQ(text.find_first_of("\x1B\a"), std::string::npos) << line;
    EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos) << line;
  }
}

TEST_F(Tool, AStrangersControlCharactersReachNoTerminalAsJson_needs_script_of_util_linux) {
  if (sh("script --version").code != 0) GTEST_SKIP();
  write("body", "{\"subject\": \"\xC2\x9B\"}");
  out("ticket0 tickets create --customer-email ada@example.com --body-file body --subject \"$(printf "
      "'a\\302\\2332Jb')\"");
  for (const std::string line :
       {"tickets list --limit 1 --json", "tickets list --limit 1 --jsonl", "tickets get tkt_0251 --json",
        "raw GET /tickets/tkt_0251", "raw PATCH /tickets/tkt_0251 --body-file body --dry-run"})
    EXPECT_EQ(out("script -qec 'ticket0 " + line + "' typescript").find("\xC2\x9B"), std::string::npos)
        << line;
  EXPECT_THAT(out("ticket0 tickets get tkt_0251 --json"), HasSubstr("\xC2\x9B")) << "a program gets it";
}

TEST_F(Tool, AWriteInDoubtEndsWithAnExitCodeOfItsOwn) {
  server.inject({.route = "POST /tickets", .kind = sandbox::Fault::Kind::status_after, .status = 502});
  write("text", "Where is it?\n");
  const auto ended =
      sh("ticket0 tickets create --customer-email ada@example.com --subject Parcel --body-file text");
  EXPECT_EQ(ended.code, 8);
  EXPECT_THAT(ended.err, HasSubstr("it may or may not have happened"));
  EXPECT_EQ(server.requests("POST /tickets"), 1U);
}

TEST_F(Tool, AReadThatFailsLikewiseIsNoDoubt) {
  server.inject({.route = "GET /tickets", .times = 0, .status = 502});
  EXPECT_EQ(sh("ticket0 tickets list").code, 1);
  EXPECT_EQ(sh("ticket0 raw GET /tickets").code, 1);
}

TEST_F(Tool, AWriteWhoseOutputFailsIsSaidToBeMade) {
  for (const std::string target : {">/dev/full", "| :; exit ${PIPESTATUS[0]}"}) {
    const auto ended = sh("ticket0 tickets update tkt_0250 --status pending " + target);
    EXPECT_EQ(ended.code, 8) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("the change was made: look before you run the command again"));
  }
}

TEST_F(Tool, AWriteThatIsInterruptedTwiceIsNotSaidToBeUndone) {
  // Nobody reads the pipe, so that the program cannot end by itself.
  const auto ended =
      sh("mkfifo pipe; exec 3<>pipe; dd if=/dev/zero of=pipe bs=4096 oflag=nonblock 2>/dev/null; "
         "ticket0 tickets update tkt_0250 --status pending --verbose >pipe 2>log & "
         "until grep -q ': 200' log; do :; done; kill -INT $!; kill -TERM $!; wait $!");
  EXPECT_EQ(ended.code, 8);
}

TEST_F(Tool, IsInterruptedAtOnce) {
  server.inject({.route = "GET /tickets", .times = 0, .status = 429, .retry_after = 100});
  const auto ended =
      sh("ticket0 tickets list --verbose 2>log & until grep -q waits log; do :; done; kill -INT $!; wait $!");
  EXPECT_EQ(ended.code, 130) << ended.err;
}

TEST_F(Tool, SharesABudgetByAFileAndShowsWhatIsLeft) {
  out("ticket0 tickets list --limit 1 --budget-file budget; TICKET0_BUDGET_FILE=budget ticket0 kb search "
      "--limit 1");
  EXPECT_EQ(out("ticket0 budget --budget-file budget"), "used  2\nfree  58\nnext  now\n");
  EXPECT_THAT(out("ticket0 doctor --budget-file budget"), HasSubstr("54 of 60 requests left"));
}

TEST_F(Tool, StartsTheSandbox) {
  EXPECT_THAT(out("ticket0 sandbox --help"), HasSubstr("ticket0-sandbox"));
  EXPECT_EQ(sh("ticket0 sandbox --nonsense").code, 2);
  EXPECT_EQ(out("ticket0 sandbox --quiet --tickets 3 --port 0 >started & "
                "until grep -q KEY started || ! kill -0 $!; do :; done; export $(cat started); "
                "ticket0 tickets list --all --jsonl | wc -l; kill $!"),
            "3\n");
}

TEST_F(Tool, PassesTheSandboxItsArgumentsInTheirOrder) {
  // The port is that of a sandbox that runs, and the error names it.
  const auto port = std::to_string(server.port());
  for (const auto& arguments : {"--port " + port, "--port=" + port, "--quiet --port " + port,
                                "--limit 10 --port " + port, "--limit=10 --quiet --port=" + port}) {
    const auto ended = sh("ticket0 sandbox " + arguments);
    EXPECT_EQ(ended.code, 1) << arguments;
    EXPECT_THAT(ended.err, HasSubstr(port)) << arguments;
  }
}

TEST_F(Tool, AListThatFailsPrintsNoHeadings) {
  EXPECT_EQ(out("ticket0 tickets list --tag none-has-it"), "ID  STATUS  UPDATED  SUBJECT\n");
  server.inject({.route = "GET /tickets", .times = 0, .status = 400});
  EXPECT_EQ(sh("ticket0 tickets list").out, "");
}

TEST_F(Tool, TellsOfALongWaitAlsoWithoutATerminal) {
  server.inject({.route = "GET /tickets", .status = 429, .retry_after = 6});
  const auto ended =
      sh("ticket0 tickets list 2>log & until grep -q waits log || ! kill -0 $!; do :; done; kill -INT $!; "
         "wait $!; cat log >&2");
  EXPECT_THAT(ended.err, testing::StartsWith("GET /tickets: waits "));
}

}  // namespace

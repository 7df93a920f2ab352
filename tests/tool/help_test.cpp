// The help: every command has one, and its examples run.
#include <functional>

#include "commands.hpp"
#include "ticket0/outbox.hpp"
#include "tool.hpp"

namespace {

/// Each command that does something, with its words.
void each_verb(const CLI::App& app, const std::string& words,
               const std::function<void(const std::string&, const CLI::App&)>& visit) {
  const auto below = app.get_subcommands(nullptr);
  if (below.empty()) return visit(words, app);
  for (const auto* each : below) each_verb(*each, words + ' ' + each->get_name(), visit);
}

struct Help : Tool {
  tool::Session session{{}};
  std::unique_ptr<CLI::App> program{tool::make_program(session)};

  /// shop.db, with the replies 1, 2 and 4 and the new ticket 3 in doubt: it is a copy that was adopted.
  void make_outbox() const {
    const std::string reply = " --ticket tkt_0250 --from support@example.com --body-file reply.txt";
    for (const auto& entry :
         {"1" + reply, "2" + reply,
          std::string{"3 --customer-email ada@example.com --subject Crash --body-file message.txt"},
          "4" + reply})
      out("ticket0 outbox put " + entry + " --outbox-file original.db");
    ticket0::outbox::Outbox{{.path = directory / "original.db"}}.backup(directory / "shop.db");
    out("ticket0 outbox adopt --outbox-file shop.db");
  }
};

TEST_F(Help, HasExamplesForEachCommandAndTheyRun) {
  write("message.txt", "Where is my invoice?\n");
  write("reply.txt", "It is on its way.\n");
  write("event.json", R"({"id":"evt_1","type":"ticket.created","data":{}})");
  write("secret", "whsec_1\n");
  write("key_of_home", canary + "\n");
  ::setenv("HOME", directory.c_str(), 1);
  std::filesystem::rename(directory / "key_of_home", directory / ".ticket0-key");
  if constexpr (tool::has_outbox) make_outbox();
  std::size_t examples = 0;
  each_verb(*program, "ticket0", [&](const std::string& words, const CLI::App& verb) {
    EXPECT_FALSE(tool::examples_of(verb).empty()) << words;
    for (const auto& example : tool::examples_of(verb)) {
      EXPECT_NE(example.find(words), std::string::npos) << example;
      out(example);
      ++examples;
    }
  });
  EXPECT_GT(examples, 20U);
}

TEST_F(Help, IsShownByEachCommandWithItsOptions) {
  each_verb(*program, "ticket0", [&](const std::string& words, const CLI::App& verb) {
    const auto help = out(words + " --help");
    if (words == "ticket0 sandbox") return;  // the sandbox's own
    for (const auto* option : verb.get_options())
      EXPECT_NE(help.find(option->get_name()), std::string::npos) << words << ' ' << option->get_name();
  });
}

TEST_F(Help, NamesEachExitCode) {
  const auto help = out("ticket0 --help");
  for (const auto* code : {"0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "6 ", "7 ", "8 ", "130 "})
    EXPECT_NE(help.find(std::string{"\n  "} + code), std::string::npos) << code;
}

TEST_F(Help, IsWhatBashCompletesBy) {
  const auto completed = [&](const std::string& words) {
    return out("source " TOOL_DIRECTORY "/pages/ticket0.bash; COMP_WORDS=(ticket0 " + words +
               "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _ticket0; echo \"${COMPREPLY[*]}\"");
  };
  EXPECT_EQ(completed("tic"), "tickets\n");
  EXPECT_EQ(completed("tickets ''"), "list get create update --help\n");
  EXPECT_EQ(completed("tickets get tkt_0001 --js"), "--json --jsonl\n");
  EXPECT_EQ(completed("messages reply tkt_1 --from a@b --dry"), "--dry-run\n");
  write("body.txt", "x");
  EXPECT_EQ(completed("messages reply tkt_1 --body-file bod"), "body.txt\n");
}

TEST_F(Help, IsInTheManual) {
  const auto page = text_of(TOOL_DIRECTORY "/pages/ticket0.1");
  each_verb(*program, "ticket0", [&](const std::string& words, const CLI::App&) {
    EXPECT_THAT(page, testing::HasSubstr(".SS " + words));
  });
  EXPECT_THAT(text_of(TOOL_DIRECTORY "/pages/ticket0-sandbox.1"), testing::HasSubstr("\\-\\-faults"));
}

}  // namespace

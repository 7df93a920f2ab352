// What a user gets wrong: one line on standard error says what to do, and nothing is changed.
#include <algorithm>

#include "tool.hpp"

namespace {

using testing::HasSubstr;

struct Mistake {
  std::string name;
  std::string command;
  int code;
  std::string says;
};
void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.name; }

struct Mistakes : Tool, testing::WithParamInterface<Mistake> {};

TEST_P(Mistakes, GiveOneLineThatSaysWhatToDoAndChangeNothing) {
  write("text", "Hello\n");
  write("empty", " \n");
  write("key_644", canary + "\n", 0644);
  write("key_other", "sk_" + canary.substr(3) + "\n");
  const auto ended = sh(GetParam().command);
  EXPECT_EQ(ended.code, GetParam().code) << ended.err;
  EXPECT_THAT(ended.err, testing::StartsWith("ticket0: "));
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr(GetParam().says));
  EXPECT_EQ(ended.out, "");
  for (const auto& request : server.log()) EXPECT_EQ(request.method, "GET");
}

const std::string reply = "ticket0 messages reply tkt_0250 --from a@example.com ";

INSTANTIATE_TEST_SUITE_P(
    Of, Mistakes,
    testing::Values(
        Mistake{"NoCommand", "ticket0", 2, "needs a command: doctor, tickets"},
        Mistake{"UnknownCommand", "ticket0 tikcets list", 2, "did you mean tickets?"},
        Mistake{"UnknownVerb", "ticket0 tickets delete tkt_0250", 2, "it has list, get, create, update"},
        Mistake{"MisspeltOption", "ticket0 tickets list --stauts open", 2, "did you mean --status?"},
        Mistake{"BeginningOfAnOption",
                "ticket0 tickets create --customer ada@example.com --subject Parcel --body-file text", 2,
                "did you mean --customer-email?"},
        Mistake{"BeginningOfACommand", "ticket0 tick list", 2, "did you mean tickets?"},
        Mistake{"MissingValue", "ticket0 tickets list --status", 2, "--status"},
        Mistake{"NotANumber", "ticket0 tickets list --limit many", 2, "--limit"},
        Mistake{"TooManyWords", "ticket0 tickets get tkt_0250 tkt_0249", 2, "takes fewer words"},
        Mistake{"MissingId", "ticket0 tickets get", 2, "ID is required"},
        Mistake{"EmptyId", "ticket0 tickets get ''", 2, "id"},
        Mistake{"UnknownId", "ticket0 tickets get tkt_9999", 4, "Check the id"},
        Mistake{"NothingToChange", "ticket0 tickets update tkt_0250", 2, "name --status"},
        Mistake{"ContradictingOptions", "ticket0 tickets update tkt_0250 --tag a --no-tags", 2, "--no-tags"},
        Mistake{"UnknownStatus", "ticket0 tickets list --status opne", 5, "status must be one of"},
        Mistake{"MissingTextFile", reply + "--body-file none.txt", 2, "cannot open none.txt"},
        Mistake{"EmptyText", reply + "--body-file empty", 2, "is empty"},
        Mistake{"BadMetadata", "ticket0 customers update cus_0001 --metadata gold", 2, "NAME=VALUE"},
        Mistake{"NoKey", "unset TICKET0_API_KEY; ticket0 tickets list", 3, "set TICKET0_API_KEY"},
        Mistake{"MissingKeyFile", "ticket0 tickets list --key-file none", 3, "cannot open none"},
        Mistake{"KeyFileOthersCanRead", "ticket0 tickets list --key-file key_644", 3,
                "run: chmod 600 key_644"},
        Mistake{"KeyOfAnotherService", "ticket0 tickets list --key-file key_other", 3,
                "does not start with t0_"},
        Mistake{"KeyAsArgument", "ticket0 tickets list --key \"$TICKET0_API_KEY\"", 2, "set TICKET0_API_KEY"},
        Mistake{"KeyAsArgumentJoined", "ticket0 tickets list --api-key=\"$TICKET0_API_KEY\"", 2,
                "never an argument"},
        Mistake{"KeyAsWord", "ticket0 doctor \"$TICKET0_API_KEY\"", 2, "takes fewer words"},
        Mistake{"KeyAsAFile", "ticket0 tickets list --key-file \"$TICKET0_API_KEY\"", 3,
                "this is a key, not a file"},
        Mistake{"KeyAsACommand", "ticket0 tickets \"$TICKET0_API_KEY\"", 2, "has no command t0_…"},
        Mistake{"KeyAsAValue", "ticket0 tickets list --limit \"$TICKET0_API_KEY\"", 2, "--limit"},
        Mistake{"NotAnAddress", "ticket0 tickets list --base-url app.ticket0.ai", 2, "--base-url"},
        Mistake{"NotAnAddressInTheEnvironment", "TICKET0_BASE_URL=app.ticket0.ai ticket0 tickets list", 2,
                "ticket0: TICKET0_BASE_URL has to begin with https://"},
        Mistake{"KeyOfTheEnvironmentThatTheServiceDoesNotKnow", "TICKET0_API_KEY=t0_a ticket0 tickets list",
                3, "Check TICKET0_API_KEY: the key may be mistyped"},
        Mistake{"KeyOfAFileThatTheServiceDoesNotKnow", "echo t0_a | ticket0 tickets list --key-file -", 3,
                "Check --key-file: the key may be mistyped"},
        Mistake{"PlainHttp", "ticket0 tickets list --base-url http://192.0.2.1/api/v1", 2, "--base-url"},
        Mistake{"ClosedPipe", "ticket0 tickets list --all --jsonl | :; exit ${PIPESTATUS[0]}", 1,
                "standard output"},
        Mistake{"FullDisk", "ticket0 tickets list >/dev/full", 1, "No space left on device"},
        Mistake{"DirectoryThatIsNotEmpty", "ticket0 export --out .", 2, "is not empty and holds no export"},
        Mistake{"DirectoryThatIsAFile", "ticket0 export --out text", 2, "name another"},
        Mistake{"DirectoryWithoutItsParent", "ticket0 export --out none/out", 1, "cannot make the directory"},
        Mistake{"ExportFromNoAddress",
                "ticket0 export --out new --base-url app.ticket0.ai; code=$?; [ ! -e new ] && exit $code", 2,
                "--base-url"},
        Mistake{"PaceAboveTheServicesLimit",
                "ticket0 export --out new --per-minute 61 --base-url https://127.0.0.1:1/api/v1; code=$?; "
                "[ ! -e new ] && exit $code",
                2, "name a number from 1 to 60"},
        Mistake{"NeedThatOnlyAWriteCouldTell", "ticket0 doctor --needs messages:send", 2,
                "--needs: messages:send cannot be checked"},
        Mistake{"PaceBesideABudgetFile", "ticket0 export --out new --per-minute 30 --budget-file budget", 2,
                "leave one of the two out"},
        Mistake{"PaceBesideABudgetFileOfTheEnvironment",
                "TICKET0_BUDGET_FILE=budget ticket0 export --out new --per-minute 30", 2,
                "leave one of the two out"},
        Mistake{"NoBudgetFile", "ticket0 budget", 2, "name one with --budget-file"},
        Mistake{"MissingBudgetFile", "ticket0 budget --budget-file none", 2,
                "--budget-file: there is no none"},
        Mistake{"MissingBudgetFileOfTheEnvironment", "TICKET0_BUDGET_FILE=none ticket0 budget", 2,
                "TICKET0_BUDGET_FILE: there is no none"},
        Mistake{"Unreachable", "ticket0 tickets list --base-url http://127.0.0.1:1/api/v1 --timeout 1", 7,
                "reached from here; `ticket0 doctor` finds the cause"}),
    [](const auto& each) { return each.param.name; });

TEST_F(Tool, ATerminalIsNotAskedForAText_needs_script_of_util_linux) {
  if (sh("script --version").code != 0) GTEST_SKIP();
  // script gives its command a terminal, and its exit code with -e.
  const auto ended =
      sh("script -qec 'ticket0 messages reply tkt_0250 --from a@example.com --body-file -' typescript");
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.out, HasSubstr("standard input is a terminal"));
  EXPECT_EQ(server.requests(), 0U);
}

}  // namespace

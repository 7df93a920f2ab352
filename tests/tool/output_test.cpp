// Tables and texts for a terminal.
#include "output.hpp"

#include <gtest/gtest.h>

#include "exit_code.hpp"
#include "key.hpp"
#include "ticket0/error.hpp"
#include "tools/mask_keys.hpp"

namespace {

std::string table_of(const std::vector<std::vector<std::string>>& rows) {
  testing::internal::CaptureStdout();
  {
    tool::Table table{{"ID", "NAME", "SUBJECT"}};
    for (const auto& row : rows) table.add(row);
    table.finish();
  }
  return testing::internal::GetCapturedStdout();
}

TEST(Table, AlignsByTheColumnsThatCharactersTake) {
  EXPECT_EQ(table_of({{"1", "漢字", "x"}, {"2", "Ada", "y"}}),
            "ID  NAME  SUBJECT\n"
            "1   漢字  x\n"
            "2   Ada   y\n");
}

TEST(Table, MakesControlCharactersHarmless) {
  EXPECT_EQ(table_of({{"1", "a\x1B[2J", "b\nc"}}), "ID  NAME   SUBJECT\n1   a [2J  b c\n");
}

TEST(Table, PrintsAHundredRowsAtATime) {
  std::vector<std::vector<std::string>> rows(250, {"1", "a", "b"});
  const auto text = table_of(rows);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 251);
  EXPECT_EQ(text.find("ID", 2), std::string::npos);
}

TEST(Harmless, KeepsLineBreaks) { EXPECT_EQ(tool::harmless("a\r\nb\x1B\n"), "a \nb \n"); }

TEST(Fields, HaveHarmlessNames) {
  testing::internal::CaptureStdout();
  tool::print_fields({{"metadata a\x1B[2J", "b"}, {"id", "1"}});
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "metadata a [2J  b\nid              1\n");
}

TEST(MaskKeys, LeavesNothingOfAKeyAndAllOfTheRest) {
  EXPECT_EQ(mask_keys("t0_live/+ and Bearer t0_a\nt0_b"), "t0_… and Bearer t0_…\nt0_…");
  for (const auto* text : {"it starts with t0_", "not with t0_: is it", "Bearer t0_…", "in ticket0_export"})
    EXPECT_EQ(mask_keys(text), text);
}

TEST(Key, IsToldFromWhatIsNone) {
  EXPECT_EQ(tool::mistake_in_key("t0_abc"), "");
  for (const auto* other :
       {"", "t0_", "T0_abc", "sk_abc", "Bearer t0_abc", "\"t0_abc\"", "t0_a b", "t0_abc\n", "t0_ä"})
    EXPECT_NE(tool::mistake_in_key(other), "") << other;
}

TEST(ExitCodes, TellAWriteInDoubtFromEverythingElse) {
  using ticket0::Outcome;
  const ticket0::TransportError lost{"lost", Outcome::unknown};
  EXPECT_EQ(tool::exit_code_of(lost, true), tool::ExitCode::unknown);
  EXPECT_EQ(tool::exit_code_of(lost, false), tool::ExitCode::network);
  EXPECT_EQ(tool::exit_code_of(ticket0::DecodeError{"odd", Outcome::applied}, true), tool::ExitCode::unknown);
  EXPECT_EQ(tool::exit_code_of(ticket0::CancelledError{"stop", Outcome::unknown}, true),
            tool::ExitCode::unknown);
  EXPECT_EQ(tool::exit_code_of(ticket0::CancelledError{"stop", Outcome::not_sent}, true),
            tool::ExitCode::interrupted);
}

}  // namespace

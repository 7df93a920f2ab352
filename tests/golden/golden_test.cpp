#include "golden/golden.hpp"

#include "unit/locale.hpp"

namespace {

using golden::Case;
using golden::Golden;

std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (const auto& cases :
       {golden::ticket_cases(), golden::message_cases(), golden::customer_cases(), golden::article_cases()})
    all.insert(all.end(), cases.begin(), cases.end());
  return all;
}

class GoldenFile : public testing::TestWithParam<Case> {};

TEST_P(GoldenFile, IsReadAndWrittenAsExpected) {
  Golden golden;
  GetParam().check(golden);
}

INSTANTIATE_TEST_SUITE_P(Of, GoldenFile, testing::ValuesIn(all_cases()),
                         [](const auto& each) { return each.param.name; });

TEST(GoldenFiles, AreReadAndWrittenTheSameWhereAPointIsAComma_needs_de_DE) {
  unit::Locale locale;
  if (!locale.enter("de_DE", ","))
    GTEST_SKIP() << "the locale de_DE.UTF-8 is not here and localedef cannot make it";
  for (const Case& each : all_cases()) {
    SCOPED_TRACE(each.name);
    Golden golden;
    each.check(golden);
  }
}

}  // namespace

#include "json/decode.hpp"
#include "json/encode.hpp"
#include "locale.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;

constexpr std::string_view page =
    R"({"tickets":[{"id":"1","subject":"1.5","a":1.10,"b":[-2.50E+3,{"c":0.1}],"d":123456789012345678901234567890,"e":1e-7,
    "f":123456789012345678901234567890.125,"createdAt":"2026-04-22T10:30:00.25Z"}],"total":7})";

void expect_the_point_is_a_point() {
  const auto decoded = detail::json::decode_page<Ticket>(page);
  ASSERT_EQ(decoded.problem, "");
  ASSERT_EQ(decoded.value.items.size(), 1U);
  const Ticket& ticket = decoded.value.items.front();
  EXPECT_EQ(ticket.extra, (ExtraFields{{"a", "1.10"},
                                       {"b", R"([-2.50E+3,{"c":0.1}])"},
                                       {"d", "123456789012345678901234567890"},
                                       {"e", "1e-7"},
                                       {"f", "123456789012345678901234567890.125"}}));
  EXPECT_EQ(ticket.subject, "1.5");
  ASSERT_TRUE(ticket.created_at);
  EXPECT_EQ(to_string(*ticket.created_at), "2026-04-22T10:30:00.25Z");
  EXPECT_EQ(decoded.value.total, 7);

  EXPECT_EQ(detail::json::encode(TicketPatch{.extra = ticket.extra}),
            R"({"a":1.10,"b":[-2.50E+3,{"c":0.1}],"d":123456789012345678901234567890,"e":1e-7,)"
            R"("f":123456789012345678901234567890.125})");
}

void expect_a_bad_number_is_put_right() {
  const auto decoded =
      detail::json::decode_page<Ticket>(R"({"tickets":[{"id":"1","a":1e400,"b":2.5,"c":"1.5"}]})");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.items.at(0).extra, (ExtraFields{{"a", "null"}, {"b", "2.5"}, {"c", "\"1.5\""}}));
}

TEST(DecodeUnderALocale, WhereAPointIsWrittenAsAComma_needs_de_DE) {
  unit::Locale locale;
  if (!locale.enter("de_DE", ","))
    GTEST_SKIP() << "the locale de_DE.UTF-8 is not here and localedef cannot make it";
  expect_the_point_is_a_point();
  expect_a_bad_number_is_put_right();
}

TEST(DecodeUnderALocale, WhereAPointHasSeveralBytes_needs_fa_IR_or_ps_AF) {
  constexpr const char* arabic_decimal_separator = "\xD9\xAB";
  unit::Locale locale;
  if (!locale.enter("fa_IR", arabic_decimal_separator) && !locale.enter("ps_AF", arabic_decimal_separator))
    GTEST_SKIP() << "neither fa_IR.UTF-8 nor ps_AF.UTF-8 is here or can be made by localedef";
  expect_the_point_is_a_point();
  expect_a_bad_number_is_put_right();
}

}  // namespace

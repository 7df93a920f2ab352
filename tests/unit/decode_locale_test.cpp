#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>

#include "json/decode.hpp"
#include "json/encode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;

/// ctest runs each test in a process of its own; all the same the locale is put back.
class DecodeUnderALocale : public testing::Test {
 protected:
  ~DecodeUnderALocale() override {
    std::setlocale(LC_ALL, "C");
    std::error_code ignored;
    if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
  }
  /// True if the process is under the locale now, and its decimal point is this one. It is made where the
  /// system does not have it, for what is installed should not decide what is tested.
  bool enter(const std::string& source, const std::string& point) {
    const std::string name = source + ".UTF-8";
    if (std::setlocale(LC_ALL, name.c_str()) == nullptr) {
      directory_ = std::filesystem::path{testing::TempDir()} /
                   ("ticket0-locale-" + source + "-" + std::to_string(::getpid()));
      std::filesystem::create_directories(directory_);
      const std::string make =
          "localedef -i " + source + " -f UTF-8 '" + (directory_ / name).string() + "' >/dev/null 2>&1";
      static_cast<void>(
          std::system(make.c_str()));  // it exits with 1 on warnings; setlocale tells whether it worked
      ::setenv("LOCPATH", directory_.c_str(), 1);
      if (std::setlocale(LC_ALL, name.c_str()) == nullptr) return false;
    }
    return std::localeconv()->decimal_point == point;
  }

 private:
  std::filesystem::path directory_{};
};

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

TEST_F(DecodeUnderALocale, WhereAPointIsWrittenAsAComma) {
  if (!enter("de_DE", ",")) GTEST_SKIP() << "the locale de_DE.UTF-8 is not here and localedef cannot make it";
  expect_the_point_is_a_point();
  expect_a_bad_number_is_put_right();
}

TEST_F(DecodeUnderALocale, WhereAPointHasSeveralBytes) {
  constexpr const char* arabic_decimal_separator = "\xD9\xAB";
  if (!enter("fa_IR", arabic_decimal_separator) && !enter("ps_AF", arabic_decimal_separator))
    GTEST_SKIP() << "neither fa_IR.UTF-8 nor ps_AF.UTF-8 is here or can be made by localedef";
  expect_the_point_is_a_point();
  expect_a_bad_number_is_put_right();
}

}  // namespace

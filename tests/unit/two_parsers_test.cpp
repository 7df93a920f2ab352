// A program with a copy of nlohmann's parser of its own, with other settings. Each of the two uses its own:
// merged, the program's assertions would end it for an answer that the library has no fault with.
namespace {
int program_asserted = 0;
}
#define JSON_ASSERT(condition) (++program_asserted, static_cast<void>(condition))
#define JSON_NOEXCEPTION 1
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"

namespace {

using ticket0::Client;
using ticket0::TicketId;

struct Case {
  const char* name;
  int status;
  std::string answer;
  friend std::ostream& operator<<(std::ostream& out, const Case& each) { return out << each.name; }
};

class TwoParsers : public testing::TestWithParam<Case> {};

TEST_P(TwoParsers, TheLibraryUsesItsOwn) {
  // The program's, of the very types that the library has.
  const std::string& text = GetParam().answer;
  static_cast<void>(nlohmann::json::parse(text.data(), text.data() + text.size(), nullptr, false).dump());
  static_cast<void>(nlohmann::json::accept(text.data(), text.data() + text.size()));
  ASSERT_GT(program_asserted, 0) << "this test sees nothing";

  const auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
  const Client client{
      {.api_key = ticket0::Secret{"t0_test"}, .retry = {.max_attempts = 1}, .transport = wire}};
  wire->respond(GetParam().status, text);
  program_asserted = 0;
  try {
    static_cast<void>(client.tickets().get(TicketId{"tkt_1"}));
  } catch (const ticket0::Error&) {}  // how each answer is read is told by other tests
  ASSERT_EQ(wire->sent().size(), 1U);
  EXPECT_EQ(program_asserted, 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, TwoParsers,
    testing::Values(Case{"Object", 200, R"({"id":"tkt_1","subject":"hello"})"},
                    Case{"Escapes", 200, R"({"id":"tkt_1","subject":"\u00e9\n\"\ud83d\ude00"})"},
                    Case{"Fractions", 200, R"({"id":"tkt_1","subject":"s","x":[1.5,-2.25e10,1E-3]})"},
                    Case{"TooLargeNumber", 200, R"({"id":"tkt_1","subject":"s","x":1e999})"},
                    Case{"Integers", 200, R"({"id":"tkt_1","subject":"s","x":[-9223372036854775808,7]})"},
                    Case{"Nested", 200, R"({"id":"tkt_1","subject":"s","metadata":{"a":[{"b":[[]]}]}})"},
                    Case{"CutOff", 200, R"({"id":"tkt_1","subj)"}, Case{"NoJson", 200, "<html>no</html>"},
                    Case{"Empty", 200, ""},
                    Case{"Error", 422, R"({"error":{"code":"VALIDATION_ERROR","message":"no"}})"},
                    Case{"ErrorThatIsNoJson", 503, "<html>busy</html>"}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace

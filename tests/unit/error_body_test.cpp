#include "json/error_body.hpp"

#include <random>

#include "support.hpp"

namespace {

using ticket0::detail::json::decode_error;
using ticket0::detail::json::ErrorBody;
using unit::bytes;
using unit::repeated;

void expect_empty(std::string_view body) {
  const ErrorBody error = decode_error(body);
  EXPECT_EQ(error.code + "|" + error.message + "|" + error.retry_after, "||") << body.substr(0, 60);
}

TEST(DecodeError, ReadsBothGenerations) {
  const ErrorBody newer =
      decode_error(R"({"error":{"code":"UNAUTHORIZED","message":"Valid API key required"}})");
  EXPECT_EQ(newer.code, "UNAUTHORIZED");
  EXPECT_EQ(newer.message, "Valid API key required");
  EXPECT_EQ(newer.retry_after, "");
  const ErrorBody older = decode_error(
      R"({"error":{"code":"rate_limited","message":"Slow down","retryAfter":"2025-01-15T10:30:00Z"}})");
  EXPECT_EQ(older.code, "rate_limited");
  EXPECT_EQ(older.message, "Slow down");
  EXPECT_EQ(older.retry_after, "2025-01-15T10:30:00Z");
}

TEST(DecodeError, TakesWhatIsThere) {
  EXPECT_EQ(decode_error(R"({"error":{"code":"NEW_ONE"}})").code, "NEW_ONE");
  EXPECT_EQ(decode_error(R"({"error":{"message":"m"}})").message, "m");
  EXPECT_EQ(
      decode_error(R"({"requestId":"r","error":{"details":[{"code":"inner"}],"code":"C"},"code":"outer"})")
          .code,
      "C");
  EXPECT_EQ(decode_error(R"({"error":{"code":"a","code":"b"}})").code, "b");
  EXPECT_EQ(decode_error("\xEF\xBB\xBF{\"error\":{\"code\":\"C\"}}").code, "C");
  EXPECT_EQ(decode_error(" \r\n{\"error\" : {\"code\" : \"C\"}}\n").code, "C");
}

TEST(DecodeError, KeepsTheExactText) {
  EXPECT_EQ(decode_error(R"({"error":{"code":" not_Found\n","message":"\u00e9 \"x\""}})").code,
            " not_Found\n");
  EXPECT_EQ(decode_error(R"({"error":{"code":"C","message":"\u00e9 \"x\""}})").message, "\xC3\xA9 \"x\"");
  EXPECT_EQ(decode_error(R"({"error":{"message":"a\u0000b"}})").message, bytes("a\0b"));
}

TEST(DecodeError, PassesOverMembersOfAnotherType) {
  for (const std::string wrong : {"null", "1", "1.5", "true", "[]", "[\"x\"]", "{}",
                                  R"({"code":"x","message":"x"})", R"([{"code":"x"}])"}) {
    const ErrorBody error =
        decode_error(R"({"error":{"code":)" + wrong + R"(,"retryAfter":)" + wrong + R"(,"message":"m"}})");
    EXPECT_EQ(error.code, "") << wrong;
    EXPECT_EQ(error.retry_after, "") << wrong;
    EXPECT_EQ(error.message, "m") << wrong;
  }
}

TEST(DecodeError, TakesATextForTheMessageAsGatewaysWriteIt) {
  EXPECT_EQ(decode_error(R"({"error":"no upstream"})").message, "no upstream");
}

TEST(DecodeError, IsEmptyWhereTheShapeIsAnother) {
  for (const std::string body :
       {"", " ", "null", "1", "\"error\"", "[]", "{}", R"({"error":null})", R"({"error":["code","x"]})",
        R"({"error":[{"code":"x"}]})", R"([{"error":{"code":"x"}}])", R"({"code":"x","message":"y"})",
        R"({"data":{"code":"x"}})", R"({"data":{"error":{"code":"x"}}})", R"({"Error":{"code":"x"}})",
        R"({"errors":{"code":"x"}})", R"({"error":{}})", R"({"error":{"Code":"x"}})"})
    expect_empty(body);
}

TEST(DecodeError, IsEmptyForWhatIsNotJson) {
  for (const std::string& body :
       {std::string{"<html><body>502 Bad Gateway</body></html>"}, std::string{"Service Unavailable"},
        bytes("\0"), bytes("\xFF\xFE{\0}\0"), bytes("\x1F\x8B\x08\0"), std::string{"{"}, std::string{"}"},
        std::string{R"({"error":{"code":"x"}},)"}, std::string{R"({'error':{'code':'x'}})"},
        std::string{R"({"error":{"code":"x",}})"}})
    expect_empty(body);
}

TEST(DecodeError, OneBadSpotDoesNotCostTheCode) {
  EXPECT_EQ(decode_error("{\"error\":{\"code\":\"C\",\"message\":\"caf\xE9\"}}").message, "caf\xEF\xBF\xBD");
  EXPECT_EQ(decode_error(R"({"error":{"message":"\ud83d!","code":"C"}})").message, "\xEF\xBF\xBD!");
  EXPECT_EQ(decode_error(R"({"error":{"limit":1e400,"code":"C"}})").code, "C");
}

TEST(DecodeError, NestingTooDeepIsAnErrorWithoutCode) {
  const auto nested = [](std::size_t levels) {
    // The outermost object and "error" are two of the levels.
    return R"({"error":{"code":"C","x":)" + repeated("[", levels - 2) + repeated("]", levels - 2) + "}}";
  };
  EXPECT_EQ(decode_error(nested(512)).code, "C");
  expect_empty(nested(513));
  expect_empty(repeated("[", 200'000));
  expect_empty(repeated("[", 200'000) + repeated("]", 200'000));
  expect_empty(repeated(R"({"error":)", 200'000));
  expect_empty(R"({"error":{"code":"C","x":)" + repeated(R"({"a":)", 200'000));
}

TEST(DecodeError, EveryPrefixIsEmpty) {
  const std::string body =
      "{\"error\":{\"code\":\"C\",\"message\":\"\xF0\x9F\x98\x80 \\ud83d\\ude00\",\"n\":[1.5e3,true,null]}}";
  ASSERT_EQ(decode_error(body).code, "C");
  for (std::size_t length = 0; length < body.size(); ++length)
    expect_empty(std::string_view{body}.substr(0, length));
}

TEST(DecodeError, IsTotal) {
  std::mt19937 random{1};
  const auto below = [&](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>{0, end - 1}(random);
  };
  const std::string good =
      R"({"error":{"code":"NOT_FOUND","message":"no \u00e9","retryAfter":"2025-01-15T10:30:00Z","n":1e5}})";
  for (int i = 0; i < 20'000; ++i) {
    std::string body = good;
    for (std::size_t left = 1 + below(4); left != 0; --left)
      body[below(body.size())] = static_cast<char>(below(256));
    const ErrorBody error = decode_error(body);
    // Nothing is made up: what came out was in there, but for escapes and replaced bytes.
    ASSERT_LE(error.code.size(), 3 * body.size());
    ASSERT_LE(error.message.size(), 3 * body.size());
  }
  for (int i = 0; i < 5'000; ++i) {
    std::string body(below(64), '\0');
    for (char& c : body) c = static_cast<char>(below(256));
    expect_empty(body);
  }
}

}  // namespace

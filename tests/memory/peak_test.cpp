// How much memory an answer can take that was made to take much.
#include <gmock/gmock.h>

#include "json/decode.hpp"
#include "memory/heap.hpp"
#include "ticket0/client.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace ticket0;
using testing::HasSubstr;

constexpr std::size_t mebibyte = 1'048'576;

std::string repeated(std::string_view head, std::string_view part, std::size_t times, std::string_view tail) {
  std::string text{head};
  text.reserve(head.size() + part.size() * times + tail.size());
  for (std::size_t i = 0; i < times; ++i) text.append(part);
  return text.append(tail);
}

/// With the default limit of 16 MiB no answer takes more than eleven times that: what would take more is
/// refused.
TEST(PeakMemory, OfAPageOfTinyObjectsIsBounded) {
  const std::string body = repeated(R"({"messages":[)", R"({"id":"a"},)", 1'000'000, R"({"id":"a"}]})");
  const heap::Peak peak;
  const auto decoded = detail::json::decode_page<Message>(body);
  EXPECT_THAT(decoded.problem, HasSubstr("has more than 50000 objects"));
  EXPECT_TRUE(decoded.over_limit);
  EXPECT_LT(peak.bytes(), 160 * mebibyte);
}

TEST(PeakMemory, OfAListOfTinyTextsIsBounded) {
  const std::string body = repeated(R"({"id":"a","tags":[)", R"("",)", 1'100'000, R"(""]})");
  const heap::Peak peak;
  const auto decoded = detail::json::decode_one<Ticket>(body);
  EXPECT_THAT(decoded.problem, HasSubstr("has more than 1000000 values"));
  EXPECT_TRUE(decoded.over_limit);
  EXPECT_LT(peak.bytes(), 160 * mebibyte);
}

TEST(PeakMemory, OfAListOfEmptyListsIsBounded) {
  const std::string body = repeated(R"({"id":"a","new":[)", "[],", 1'100'000, "[]]}");
  const heap::Peak peak;
  const auto decoded = detail::json::decode_one<Ticket>(body);
  EXPECT_THAT(decoded.problem, HasSubstr("has more than 1000000 values"));
  EXPECT_TRUE(decoded.over_limit);
  EXPECT_LT(peak.bytes(), 160 * mebibyte);
}

/// A quarter of everything that is allowed, in a quarter of the memory; with a number that has to be
/// repaired, so that it is read twice.
TEST(PeakMemory, OfTheWorstPageThatIsTakenIsBounded) {
  std::string item = R"({"id":"a")";
  for (int i = 0; i < 4; ++i) item.append(",\"m").append(std::to_string(i)).append("\":1");
  for (int i = 10; i < 23; ++i) item.append(",\"a long name, no").append(std::to_string(i)).append("\":1");
  const std::string body = repeated(R"({"messages":[)", item + "},", 12'499, item + R"(}],"total":1e999})");
  ASSERT_LT(body.size(), 4 * mebibyte);
  const heap::Peak peak;
  const auto decoded = detail::json::decode_page<Message>(body);
  EXPECT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.items.size(), 12'500U);
  EXPECT_LT(peak.bytes(), 44 * mebibyte);
}

TEST(PeakMemory, OfABodyThatIsOnlyAnnouncedIsThatOfWhatCame) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 15000000\r\n\r\n{");
  }};
  const Client client{{.api_key = Secret{"t0_key"}, .base_url = server.url("/api")}};
  const heap::Peak peak;
  EXPECT_THROW(static_cast<void>(client.send("POST", "/x", "{}")), TransportError);
  EXPECT_LT(peak.bytes(), 2 * mebibyte);
}

/// A tenth of the values that an answer may have, in a tenth of the memory.
TEST(PeakMemory, OfAnObjectOfTinyUnknownMembersIsBounded) {
  std::string body = R"({"id":"a")";
  for (int i = 0; i < 100'000; ++i) body.append(",\"").append(std::to_string(i)).append("\":1");
  body.append("}");
  const heap::Peak peak;
  EXPECT_EQ(detail::json::decode_one<Ticket>(body).value.extra.size(), 100'000U);
  EXPECT_LT(peak.bytes(), 16 * mebibyte);
}

TEST(PeakMemory, OfOneLongTextIsASmallMultipleOfIt) {
  const std::string body = repeated(R"({"id":"a","subject":")", "x", 2 * mebibyte, R"("})");
  const heap::Peak peak;
  EXPECT_EQ(detail::json::decode_one<Ticket>(body).value.subject.size(), 2 * mebibyte);
  EXPECT_LT(peak.bytes(), 6 * body.size());
}

/// A deflate stream of `count` times 258 bytes "a", each in 13 bits, in a gzip wrapper without its end.
std::string gzip_bomb(std::size_t count) {
  std::string bytes{"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10};
  unsigned pending = 0;
  int length = 0;
  // Codes are sent with their highest bit first, into bytes that are filled from their lowest bit.
  const auto put = [&](unsigned code, int width) {
    while (width-- > 0) {
      pending |= ((code >> static_cast<unsigned>(width)) & 1U) << static_cast<unsigned>(length);
      if (++length < 8) continue;
      bytes += static_cast<char>(pending);
      pending = 0;
      length = 0;
    }
  };
  put(0b110, 3);       // the last block, of fixed codes
  put(0x30 + 'a', 8);  // "a"
  for (std::size_t i = 0; i < count; ++i) {
    put(0b11000101, 8);  // 258 bytes more
    put(0b00000, 5);     // of what stands one byte back
  }
  return bytes;
}

TEST(PeakMemory, OfACompressedBodyThatExplodesIsASmallMultipleOfTheLimit) {
  const std::string bomb = gzip_bomb(250'000);  // 61 MiB in 400 KiB
  RawServer server{[&](RawServer::Connection& connection) {
    connection.read_request();
    connection.respond(200, bomb, "Content-Encoding: gzip\r\n");
  }};
  const Client client{
      {.api_key = Secret{"t0_key"}, .base_url = server.url("/api"), .max_response_bytes = mebibyte}};
  const heap::Peak peak;
  try {
    static_cast<void>(client.send("GET", "/x"));
    FAIL();
  } catch (const TransportError& e) {
    EXPECT_EQ(e.reason(), TransportError::Reason::limit) << e.what();
    EXPECT_EQ(e.outcome(), Outcome::applied);
    EXPECT_THAT(e.what(), HasSubstr("larger than 1048576 bytes"));
  }
  EXPECT_LT(bomb.size(), mebibyte) << "it has to be small on the wire";
  EXPECT_LT(peak.bytes(), 4 * mebibyte);
}

}  // namespace

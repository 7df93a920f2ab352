// Header lines that are folded, and lines that are no headers.
#include <gmock/gmock.h>

#include "ticket0/client.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Headers;

/// What arrives of an answer that is sent as these bytes, a run of blanks as one.
ticket0::HttpResponse received(const std::string& bytes) {
  RawServer server{[&](RawServer::Connection& connection) {
    connection.read_request();
    connection.send(bytes);
  }};
  const ticket0::ClientOptions options{.api_key = ticket0::Secret{"t0_x"}, .base_url = server.url("/api/v1")};
  auto response = ticket0::make_default_transport(options)->send({.method = "GET", .url = server.url("/x")},
                                                                 {.time_left = 5s});
  for (auto& [name, value] : response.headers)
    value.erase(std::unique(value.begin(), value.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
                value.end());
  return response;
}

struct Head {
  const char* name;
  std::string lines;
  Headers expected;
  friend void PrintTo(const Head& each, std::ostream* out) { *out << each.name; }
};
const auto name_of = [](const auto& each) { return std::string{each.param.name}; };

class FoldedLines : public testing::TestWithParam<Head> {};

TEST_P(FoldedLines, AreOneHeader) {
  const std::string end = "Content-Length: 2\r\n\r\n{}";
  Headers expected = GetParam().expected;
  expected.emplace_back("Content-Length", "2");
  const auto response = received("HTTP/1.1 200 OK\r\n" + GetParam().lines + end);
  EXPECT_EQ(response.headers, expected);
  EXPECT_EQ(response.body, "{}");
}

INSTANTIATE_TEST_SUITE_P(
    Headers, FoldedLines,
    testing::Values(
        Head{"None", "X-A: one\r\nX-B: two\r\n", {{"X-A", "one"}, {"X-B", "two"}}},
        Head{"OfTwoLines", "X-A: one\r\n two\r\n", {{"X-A", "one two"}}},
        Head{"ByATab", "X-A: one\r\n\ttwo\r\n", {{"X-A", "one two"}}},
        Head{"OfFourLines", "X-A: 1\r\n 2\r\n\t 3\r\n   4\r\nX-B: 5\r\n", {{"X-A", "1 2 3 4"}, {"X-B", "5"}}},
        Head{"WithAColon",
             "X-A: see;\r\n Retry-After: 3600 is for batch keys\r\nRetry-After: 1\r\n",
             {{"X-A", "see; Retry-After: 3600 is for batch keys"}, {"Retry-After", "1"}}},
        Head{"WithAnUrl", "X-A: see\r\n\thttps://x.example/\r\n", {{"X-A", "see https://x.example/"}}},
        Head{"WithAStatusLine",
             "X-A: one\r\n HTTP/1.1 500 Oops\r\nX-B: 2\r\n",
             {{"X-A", "one HTTP/1.1 500 Oops"}, {"X-B", "2"}}},
        Head{"WithALeadingColon", "X-A: one\r\n : two\r\n", {{"X-A", "one : two"}}},
        Head{"AfterAnEmptyValue", "Retry-After:\r\n 5\r\n", {{"Retry-After", "5"}}},
        Head{"WithAnEmptyLine", "X-A: one\r\n  \r\nX-B: 2\r\n", {{"X-A", "one"}, {"X-B", "2"}}},
        Head{"WithBlanksAtTheEnd", "X-A: one  \r\n two  \r\n", {{"X-A", "one two"}}},
        Head{"OfTwoHeadersOfOneName", "X-A: 1\r\n 2\r\nX-A: 3\r\n 4\r\n", {{"X-A", "1 2"}, {"X-A", "3 4"}}},
        Head{"OfALengthOfItsOwn",
             "X-A: one\r\n Content-Length: 999\r\n",
             {{"X-A", "one Content-Length: 999"}}},
        Head{"WithBareLineFeeds", "X-A: one\n two\nX-B: 3\n", {{"X-A", "one two"}, {"X-B", "3"}}}),
    name_of);

/// RFC 9112, 2.2: refused, or passed over.
TEST(FoldedFirstLine, IsNoHeader) {
  try {
    const auto response =
        received("HTTP/1.1 200 OK\r\n Retry-After: 9\r\nX-A: 1\r\nContent-Length: 2\r\n\r\n{}");
    EXPECT_EQ(response.headers, (Headers{{"X-A", "1"}, {"Content-Length", "2"}}));
  } catch (const ticket0::TransportError&) {}
}

class Trailers : public testing::TestWithParam<Head> {};

TEST_P(Trailers, AreNoHeaders) {
  const auto response =
      received("HTTP/1.1 200 OK\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n" +
               GetParam().lines + "\r\n");
  EXPECT_EQ(response.headers, (Headers{{"X-A", "1"}, {"Transfer-Encoding", "chunked"}}));
  EXPECT_EQ(response.body, "{}");
}

INSTANTIATE_TEST_SUITE_P(Headers, Trailers,
                         testing::Values(Head{"None", "", {}}, Head{"RetryAfter", "Retry-After: 9\r\n", {}},
                                         Head{"Date", "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n", {}},
                                         Head{"Two", "X-B: 1\r\nX-C: 2\r\n", {}},
                                         Head{"Folded", "X-B: 1\r\n Retry-After: 9\r\n", {}},
                                         Head{"OfAHeadersName", "X-A: 2\r\n", {}},
                                         Head{"Empty", "X-B:\r\n", {}}),
                         name_of);

/// Newer versions of libcurl end the transfer there.
TEST(FoldedTrailers, AreNoHeaders) {
  try {
    const auto response = received(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-B: 1\r\n 2\r\n\t3\r\n\r\n");
    EXPECT_EQ(response.headers, (Headers{{"Transfer-Encoding", "chunked"}}));
    EXPECT_EQ(response.body, "{}");
  } catch (const ticket0::TransportError& error) {
    EXPECT_NE(std::string_view{error.what()}.find("did not respond with valid HTTP"), std::string_view::npos);
  }
}

TEST(InterimHeaders, AreNoHeaders) {
  const auto response = received(
      "HTTP/1.1 103 Early\r\nLink: <a>;\r\n rel=x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(response.headers, (Headers{{"Content-Length", "2"}}));
}

struct Wait {
  const char* name;
  std::string answer;  // after "HTTP/1.1 429 X", and before its end
  std::optional<std::chrono::seconds> expected;
  friend void PrintTo(const Wait& each, std::ostream* out) { *out << each.name; }
};

class WaitOfA429 : public testing::TestWithParam<Wait> {};

TEST_P(WaitOfA429, IsWhatItsHeadersSay) {
  RawServer server{[&](RawServer::Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 429 X\r\n" + GetParam().answer);
  }};
  const ticket0::Client client{
      {.api_key = ticket0::Secret{"t0_x"}, .base_url = server.url("/api/v1"), .rate_limit = {.wait = false}}};
  try {
    (void)client.tickets().get(ticket0::TicketId{"tkt_1"});
    ADD_FAILURE() << "it was refused";
  } catch (const ticket0::RateLimitError& e) {
    EXPECT_EQ(e.retry_after(), GetParam().expected);
    EXPECT_EQ(e.outcome(), ticket0::Outcome::throttled);
  }
}

const std::string length = "Content-Length: 0\r\n\r\n";
const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n";
INSTANTIATE_TEST_SUITE_P(
    Headers, WaitOfA429,
    testing::Values(
        Wait{"Plain", "Retry-After: 5\r\n" + length, 5s},
        Wait{"FoldedHint", "X-Hint: see;\r\n Retry-After: 3600\r\nRetry-After: 1\r\n" + length, 1s},
        Wait{"FoldedHintAfterIt", "Retry-After: 1\r\nX-Hint: see;\r\n Retry-After: 3600\r\n" + length, 1s},
        Wait{"OnALineOfItsOwn", "Retry-After:\r\n 5\r\n" + length, 5s},
        Wait{"HintAlone", "X-Hint: see;\r\n\tRetry-After: 3600\r\n" + length, std::nullopt},
        Wait{"FoldedDate",
             "Date: Wed, 22 Apr 2026\r\n 10:00:00 GMT\r\nRetry-After: Wed,\r\n 22 Apr 2026 10:00:07 GMT\r\n" +
                 length,
             7s},
        Wait{"Trailer", chunked + "Retry-After: 3600\r\n\r\n", std::nullopt},
        Wait{"HeaderAndTrailer", "Retry-After: 2\r\n" + chunked + "Retry-After: 3600\r\n\r\n", 2s},
        Wait{"TrailerOfADate",
             "Retry-After: Wed, 22 Apr 2026 10:00:07 GMT\r\nDate: Wed, 22 Apr 2026 10:00:00 GMT\r\n" +
                 chunked + "Date: Wed, 22 Apr 2026 09:00:00 GMT\r\n\r\n",
             7s}),
    name_of);

}  // namespace

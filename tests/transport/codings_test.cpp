// Answers that are compressed more than once: refused by their head, because libcurl would undo all of
// it in one go, with no look at the time, however little comes out.
#include <gmock/gmock.h>

#include <ostream>

#include "error/error.hpp"
#include "ticket0/error.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using ticket0::Outcome;
using ticket0::TransportError;

constexpr std::string_view hello_gzip{
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00",
    25};

ticket0::HttpResponse answer_of(const RawServer& server) {
  return ticket0::detail::make_curl_transport({})->send({.method = "GET", .url = server.url()},
                                                        {.time_left = 10s});
}

struct Head {
  std::string name;
  std::string text;  // with the status line, without the empty one
  friend void PrintTo(const Head& each, std::ostream* out) { *out << each.name; }
};
std::string name_of(const testing::TestParamInfo<Head>& head) { return head.param.name; }

const std::string ok = "HTTP/1.1 200 OK\r\n";

/// No byte of the body comes, so that nothing but the head can be what ends the exchange.
class StackedCodings : public testing::TestWithParam<Head> {};

TEST_P(StackedCodings, AreOverTheLimitBeforeAnyByteOfTheBody) {
  const RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send(GetParam().text + "\r\n");
    connection.wait_for_close();
  }};
  try {
    ADD_FAILURE() << "answered: " << answer_of(server).body;
  } catch (const TransportError& error) {
    EXPECT_EQ(error.reason(), TransportError::Reason::limit) << error.what();
    EXPECT_EQ(error.outcome(), Outcome::applied);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("compressed more than once"), HasSubstr("check ClientOptions.base_url")));
  }
}

const Head stacked[] = {
    {"Two", ok + "Content-Encoding: gzip, gzip\r\n"},
    {"Four", ok + "Content-Encoding: gzip, gzip, gzip, gzip\r\n"},
    {"OfSeveralKinds", ok + "Content-Encoding: br,deflate\r\n"},
    {"InAFoldedLine", ok + "Content-Encoding: gzip,\r\n gzip\r\n"},
    {"InLinesThatEachHaveOne", ok + "Content-Encoding:\r\n\tgzip\r\n , \r\n br\r\n"},
    {"InTwoLines", ok + "Content-Encoding: gzip\r\nX-Other: 1\r\ncontent-encoding: GZIP\r\n"},
    {"WithPlainOnesBetween", ok + "Content-Encoding: identity, gzip, ,identity,x-gzip\r\n"},
    {"AfterAnInterimAnswer",
     "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok + "Content-Encoding: gzip, gzip\r\n"},
    // To libcurl neither line between the two ends a head or begins one.
    {"AroundALineLikeAStatusLine",
     ok + "Content-Encoding: gzip\r\nHTTP/1.1: 200\r\nContent-Encoding: gzip\r\n"},
    {"AroundALineOfBlanks",
     ok + "Content-Encoding: gzip\r\n \r\nHTTP/1.1: 200\r\nContent-Encoding: gzip\r\n"},
};
INSTANTIATE_TEST_SUITE_P(Transport, StackedCodings, testing::ValuesIn(stacked), name_of);

/// A coding of the transfer is never asked for. libcurl 7.88 would undo it, 8 ends the transfer: an answer
/// must not be taken or refused by the version of libcurl.
class TransferCodings : public testing::TestWithParam<Head> {};

TEST_P(TransferCodings, AreRefusedByTheHead) {
  const RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send(GetParam().text + "\r\n");
    connection.wait_for_close();
  }};
  try {
    ADD_FAILURE() << "answered: " << answer_of(server).body;
  } catch (const TransportError& error) {
    EXPECT_EQ(error.reason(), TransportError::Reason::limit) << error.what();
    EXPECT_EQ(error.outcome(), GetParam().text.starts_with(ok) ? Outcome::applied : Outcome::unknown);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("has a Transfer-Encoding that was not asked for"),
                                    HasSubstr("check ClientOptions.base_url")));
  }
}

const Head transfers[] = {
    {"Gzip", ok + "Transfer-Encoding: gzip, chunked\r\n"},
    {"GzipAlone", ok + "Transfer-Encoding: gzip\r\n"},
    {"XGzip", ok + "Transfer-Encoding: x-gzip, chunked\r\n"},
    {"Deflate", ok + "transfer-encoding: DEFLATE,chunked\r\n"},
    {"Unknown", ok + "Transfer-Encoding: rot13, chunked\r\n"},
    {"Two", ok + "Transfer-Encoding: gzip, gzip, chunked\r\n"},
    {"InTwoLines", ok + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"},
    {"AfterChunked", ok + "Transfer-Encoding: chunked, gzip\r\n"},
    {"BesideOneOfTheContent", ok + "Content-Encoding: gzip\r\nTransfer-Encoding: gzip, chunked\r\n"},
    {"OfAnError", "HTTP/1.1 500 Internal\r\nTransfer-Encoding: gzip, chunked\r\n"},
};
INSTANTIATE_TEST_SUITE_P(Transport, TransferCodings, testing::ValuesIn(transfers), name_of);

/// A body that cannot be decompressed: what became of the request is told by the status. What newer versions
/// of libcurl say of it, and by which code, differs.
class BrokenCompression : public testing::TestWithParam<Head> {};

TEST_P(BrokenCompression, IsAnAnswerThatCannotBeReadAndSaysSo) {
  const RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send(ok + "Content-Encoding: gzip\r\nContent-Length: " +
                    std::to_string(GetParam().text.size()) + "\r\n\r\n" + GetParam().text);
    connection.wait_for_close();
  }};
  try {
    ADD_FAILURE() << "answered: " << answer_of(server).body;
  } catch (const TransportError& error) {
    EXPECT_EQ(error.reason(), TransportError::Reason::receive) << error.what();
    EXPECT_EQ(error.outcome(), Outcome::applied);
    EXPECT_FALSE(ticket0::detail::ErrorFactory::details(error).permanent);
    EXPECT_THAT(error.what(), HasSubstr("cannot be decompressed"));
  }
}

const std::string gzip{hello_gzip};
const Head broken[] = {
    {"TwoMembers", gzip + gzip},
    {"MoreBehindItsEnd", gzip + "more"},
    {"NoGzip", R"({"id":"tkt_1"})"},
    {"OfAnotherMethod", "\x1f\x8b\x07" + gzip.substr(3)},
    {"WrongChecksum", gzip.substr(0, 17) + "\x01" + gzip.substr(18)},
    {"BrokenInside", gzip.substr(0, 10) + "\xff\xff\xff\xff\xff\xff\xff" + gzip.substr(17)},
};
INSTANTIATE_TEST_SUITE_P(Transport, BrokenCompression, testing::ValuesIn(broken), name_of);

/// The body is "hello", compressed once.
class OneCoding : public testing::TestWithParam<Head> {};

TEST_P(OneCoding, IsUndone) {
  const RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    const std::string& head = GetParam().text;
    const std::string body{hello_gzip};
    if (head.find("hunked") == std::string::npos)
      connection.send(head + "Content-Length: 25\r\n\r\n" + body);
    else
      connection.send(head + "\r\n19\r\n" + body + "\r\n0\r\nContent-Encoding: gzip\r\n\r\n");
  }};
  const auto answer = answer_of(server);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello");
}

const Head single[] = {
    {"OfTheContent", ok + "Content-Encoding: gzip\r\n"},
    {"OfTheContentWithPlainOnes", ok + "Content-Encoding: identity, gzip,\r\n"},
    {"InChunksWithALineAfterThem", ok + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"},
    {"InChunksOfAnotherCase", ok + "Content-Encoding: gzip\r\nTransfer-Encoding: Chunked\r\n"},
    {"AfterAnInterimAnswerThatNamesIt",
     "HTTP/1.1 103 Early Hints\r\nContent-Encoding: gzip\r\n\r\n" + ok + "Content-Encoding: gzip\r\n"},
};
INSTANTIATE_TEST_SUITE_P(Transport, OneCoding, testing::ValuesIn(single), name_of);

}  // namespace

// What is made of libcurl's codes and words: reason, outcome, and whether another attempt could end
// otherwise.
#include <gmock/gmock.h>
#include <netdb.h>

#include <cerrno>
#include <ostream>

#include "transport/failure.hpp"

namespace {

using testing::HasSubstr;
using ticket0::Outcome;
using ticket0::detail::describe_failure;
using ticket0::detail::ExchangeFacts;
using ticket0::detail::Limit;
using ticket0::detail::LookUp;
using ticket0::detail::ProxyChoice;
using Reason = ticket0::TransportError::Reason;

struct Row {
  std::string name;
  ExchangeFacts facts;
  Reason reason;
  Outcome outcome;
  bool permanent;
  friend std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }
};

class DescribeFailure : public testing::TestWithParam<Row> {};

TEST_P(DescribeFailure, GivesReasonOutcomeAndWhetherItIsHopeless) {
  ExchangeFacts facts = GetParam().facts;
  facts.host = "app.example";
  facts.port = 443;
  const auto failure = describe_failure(facts);
  EXPECT_EQ(failure.reason, GetParam().reason);
  EXPECT_EQ(failure.outcome, GetParam().outcome);
  EXPECT_EQ(failure.permanent, GetParam().permanent);
  EXPECT_EQ(failure.timed_out, GetParam().reason == Reason::timeout);
  EXPECT_FALSE(failure.text.empty());
  EXPECT_EQ(failure.text.find("hunter2"), std::string::npos) << failure.text;
}

ProxyChoice proxy_of(const char* scheme, const char* host, int port, bool usable = true) {
  ProxyChoice proxy;
  proxy.text = "given";
  proxy.scheme = scheme;
  proxy.host = host;
  proxy.port = port;
  proxy.usable = usable;
  return proxy;
}
const ProxyChoice http_proxy = proxy_of("http", "proxy.example", 3128);
const ProxyChoice https_proxy = proxy_of("https", "2001:db8::1", 3128);
const ProxyChoice socks_proxy = proxy_of("socks5", "proxy.example", 1080);
const ProxyChoice bad_proxy = proxy_of("htp", "", 0, false);

constexpr bool permanent = true;
constexpr bool passing = false;
constexpr auto not_sent = Outcome::not_sent;
constexpr auto unknown = Outcome::unknown;

/// Before anything of a request was sent.
std::vector<Row> before() {
  std::vector<Row> rows{
      {"NoSuchName", {.code = CURLE_COULDNT_RESOLVE_HOST}, Reason::dns, not_sent, passing},
      {"Refused", {.code = CURLE_COULDNT_CONNECT}, Reason::connect, not_sent, passing},
      {"TimeUp", {.code = CURLE_OPERATION_TIMEDOUT}, Reason::timeout, not_sent, passing},
      {"TlsSyscall",
       {.code = CURLE_SSL_CONNECT_ERROR,
        .curl_text = "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to app.example:443 "},
       Reason::connect,
       not_sent,
       passing},
      {"TlsReset",
       {.code = CURLE_SSL_CONNECT_ERROR,
        .curl_text = "OpenSSL SSL_connect: Connection reset by peer in connection to app.example:443 "},
       Reason::connect,
       not_sent,
       passing},
      {"TlsPipe",
       {.code = CURLE_SSL_CONNECT_ERROR,
        .curl_text = "OpenSSL SSL_connect: Broken pipe in connection to app.example:443 "},
       Reason::connect,
       not_sent,
       passing},
      {"TlsEnd",
       {.code = CURLE_SSL_CONNECT_ERROR,
        .curl_text = "error:0A000126:SSL routines::unexpected eof while reading"},
       Reason::connect,
       not_sent,
       passing},
      {"TlsEndByGnuTls",
       {.code = CURLE_SSL_CONNECT_ERROR,
        .curl_text = "GnuTLS, handshake failed: The TLS connection was non-properly terminated."},
       Reason::connect,
       not_sent,
       passing},
      {"TlsResetByGnuTls",
       {.code = CURLE_SSL_CONNECT_ERROR,
        .curl_text = "GnuTLS, handshake failed: Error in the pull function."},
       Reason::connect,
       not_sent,
       passing},
      {"TlsResetToAProxyOfOurs",
       {.code = CURLE_SSL_CONNECT_ERROR, .proxy = &http_proxy, .curl_text = "Connection reset by peer"},
       Reason::proxy,
       not_sent,
       passing},
      {"TlsAlert",
       {.code = CURLE_SSL_CONNECT_ERROR,
        .curl_text = "error:0A000410:SSL routines::sslv3 alert handshake failure"},
       Reason::tls,
       not_sent,
       permanent},
      {"TlsNotSpoken",
       {.code = CURLE_SSL_CONNECT_ERROR, .curl_text = "error:0A00010B:SSL routines::wrong version number"},
       Reason::tls,
       not_sent,
       permanent},
      {"WrongCertificate",
       {.code = CURLE_PEER_FAILED_VERIFICATION,
        .curl_text = "SSL certificate problem: self-signed certificate"},
       Reason::tls,
       not_sent,
       permanent},
      {"AuthoritiesUnreadable", {.code = CURLE_SSL_CACERT_BADFILE}, Reason::tls, not_sent, permanent},
      {"OwnCertificateUnreadable", {.code = CURLE_SSL_CERTPROBLEM}, Reason::tls, not_sent, permanent},
      {"ProxyWantsALogin",
       {.code = CURLE_RECV_ERROR, .proxy = &http_proxy, .proxy_status = 407},
       Reason::proxy,
       not_sent,
       permanent},
      {"ProxyForbids",
       {.code = CURLE_RECV_ERROR, .proxy = &http_proxy, .proxy_status = 403},
       Reason::proxy,
       not_sent,
       permanent},
      {"ProxyDown", {.code = CURLE_COULDNT_CONNECT, .proxy = &http_proxy}, Reason::proxy, not_sent, passing},
      {"ProxyUnknown", {.code = CURLE_COULDNT_RESOLVE_PROXY}, Reason::proxy, not_sent, passing},
      {"ProxyHangsUp", {.code = CURLE_RECV_ERROR, .proxy = &http_proxy}, Reason::proxy, not_sent, passing},
      {"ProxyThatLibcurlWasBuiltWithout",
       {.code = CURLE_NOT_BUILT_IN,
        .proxy = &https_proxy,
        .curl_text = "Unsupported proxy 'https://user:hunter2@proxy.example:8443', libcurl is built without"},
       Reason::proxy,
       not_sent,
       permanent},
      {"ProxyAddressBad",
       {.code = CURLE_COULDNT_CONNECT, .proxy = &bad_proxy},
       Reason::proxy,
       not_sent,
       permanent},
      {"ProxyNotTrusted",
       {.code = CURLE_PEER_FAILED_VERIFICATION,
        .proxy = &https_proxy,
        .curl_text = "SSL certificate problem: self-signed certificate"},
       Reason::proxy,
       not_sent,
       permanent},
      {"TlsResetByAnHttpsProxy",
       {.code = CURLE_SSL_CONNECT_ERROR, .proxy = &https_proxy, .curl_text = "Connection reset by peer"},
       Reason::proxy,
       not_sent,
       passing},
      {"TimeUpInTheHandshakeWithAProxy",
       {.code = CURLE_OPERATION_TIMEDOUT, .proxy = &https_proxy},
       Reason::timeout,
       not_sent,
       passing},
      // Codes of several versions of libcurl for one and the same answer of a proxy.
      {"ProxyTalksNonsense",
       {.code = CURLE_WEIRD_SERVER_REPLY, .proxy = &http_proxy},
       Reason::proxy,
       not_sent,
       passing},
      {"ProxyTalksAnotherProtocol",
       {.code = CURLE_UNSUPPORTED_PROTOCOL, .proxy = &http_proxy},
       Reason::proxy,
       not_sent,
       passing},
      {"ProxyTalksHttp1Only", {.code = CURLE_HTTP2, .proxy = &http_proxy}, Reason::proxy, not_sent, passing},
      {"ProxyOfSocksRefuses", {.code = CURLE_PROXY, .proxy = &socks_proxy}, Reason::proxy, not_sent, passing},
      {"ServiceNotTrustedThroughATunnel",
       {.code = CURLE_PEER_FAILED_VERIFICATION, .proxy = &https_proxy, .proxy_status = 200},
       Reason::tls,
       not_sent,
       permanent},
      {"ServiceNotTrustedThroughSocks",
       {.code = CURLE_PEER_FAILED_VERIFICATION, .proxy = &socks_proxy},
       Reason::tls,
       not_sent,
       permanent},
      // Whatever the code is, and the words are.
      {"OwnKeyEncrypted",
       {.code = CURLE_FAILED_INIT, .cause = {.own_certificate = "its key is encrypted"}},
       Reason::tls,
       not_sent,
       permanent},
      {"OwnKeyMissing",
       {.code = CURLE_READ_ERROR, .cause = {.own_certificate = "cannot be read"}},
       Reason::tls,
       not_sent,
       permanent},
      {"NoDescriptorForTheAuthorities",
       {.code = CURLE_SSL_CACERT_BADFILE, .cause = {.no_descriptors = true}},
       Reason::connect,
       not_sent,
       passing},
      {"NoDescriptorForASocket",
       {.code = CURLE_COULDNT_CONNECT, .cause = {.no_descriptors = true}},
       Reason::connect,
       not_sent,
       passing},
      {"LostWhileConnecting", {.code = CURLE_RECV_ERROR}, Reason::connect, not_sent, passing},
      {"BadUrl", {.code = CURLE_URL_MALFORMAT}, Reason::other, not_sent, permanent},
      {"BadProtocol", {.code = CURLE_UNSUPPORTED_PROTOCOL}, Reason::other, not_sent, permanent},
      {"NoMemory", {.code = CURLE_OUT_OF_MEMORY}, Reason::other, not_sent, passing}};
  return rows;
}

/// Once a request was begun.
std::vector<Row> after() {
  const auto sent = [](ExchangeFacts facts) {
    facts.requests_begun = facts.requests_begun == 0 ? 1 : facts.requests_begun;
    return facts;
  };
  return {
      {"TimeUpAfter", sent({.code = CURLE_OPERATION_TIMEDOUT}), Reason::timeout, unknown, passing},
      {"SendBroke", sent({.code = CURLE_SEND_ERROR}), Reason::send, unknown, passing},
      {"ReceiveBroke", sent({.code = CURLE_RECV_ERROR}), Reason::receive, unknown, passing},
      {"NothingCame", sent({.code = CURLE_GOT_NOTHING}), Reason::receive, unknown, passing},
      {"CutShort", sent({.code = CURLE_PARTIAL_FILE, .status = 200}), Reason::receive, unknown, passing},
      {"RepeatStopped",
       {.code = CURLE_ABORTED_BY_CALLBACK, .requests_begun = 2},
       Reason::receive,
       unknown,
       passing},
      // The second connection, to which nothing was sent, does not make it a request that was never sent.
      {"RefusedAfterASend", sent({.code = CURLE_COULDNT_CONNECT}), Reason::connect, unknown, passing},
      // Under TLS 1.3 a server says so after the handshake; it has read nothing of the request.
      {"OwnCertificateMissing",
       sent(
           {.code = CURLE_RECV_ERROR,
            .curl_text = "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required"}),
       Reason::tls, not_sent, permanent},
      {"AlertInAnAnswer",
       sent(
           {.code = CURLE_RECV_ERROR,
            .status = 200,
            .curl_text = "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required"}),
       Reason::receive, unknown, passing},
      {"StreamReset", sent({.code = CURLE_HTTP2_STREAM}), Reason::receive, unknown, passing},
      {"TooLargeWith200", sent({.code = CURLE_WRITE_ERROR, .status = 200, .over_limit = Limit::body}),
       Reason::limit, Outcome::applied, passing},
      {"TooLargeWith302", sent({.code = CURLE_WRITE_ERROR, .status = 302, .over_limit = Limit::body}),
       Reason::limit, Outcome::rejected, passing},
      {"TooLargeWith429", sent({.code = CURLE_WRITE_ERROR, .status = 429, .over_limit = Limit::body}),
       Reason::limit, Outcome::throttled, passing},
      {"TooLargeWith503", sent({.code = CURLE_WRITE_ERROR, .status = 503, .over_limit = Limit::body}),
       Reason::limit, unknown, passing},
      // libcurl 7.88 and 8 have several codes for a body that cannot be decompressed.
      {"BadGzipWith200", sent({.code = CURLE_WRITE_ERROR, .status = 200}), Reason::receive, Outcome::applied,
       passing},
      {"BadGzipWith200ByAnotherCode", sent({.code = CURLE_BAD_CONTENT_ENCODING, .status = 200}),
       Reason::receive, Outcome::applied, passing},
      {"BadGzipWith404", sent({.code = CURLE_WRITE_ERROR, .status = 404}), Reason::receive, Outcome::rejected,
       passing},
      {"BadGzipWith500", sent({.code = CURLE_WRITE_ERROR, .status = 500}), Reason::receive, unknown, passing},
      {"TransferCodingSeenByUs",
       sent(
           {.code = CURLE_WRITE_ERROR, .status = 200, .in_head = true, .over_limit = Limit::transfer_coding}),
       Reason::limit, Outcome::applied, passing},
      {"TransferCodingSeenByLibcurl",
       sent({.code = CURLE_BAD_CONTENT_ENCODING, .status = 200, .in_head = true}), Reason::limit,
       Outcome::applied, passing},
      {"NoHttp", sent({.code = CURLE_WEIRD_SERVER_REPLY}), Reason::other, unknown, passing}};
}

std::string name_of(const testing::TestParamInfo<Row>& row) { return row.param.name; }
INSTANTIATE_TEST_SUITE_P(Before, DescribeFailure, testing::ValuesIn(before()), name_of);
INSTANTIATE_TEST_SUITE_P(After, DescribeFailure, testing::ValuesIn(after()), name_of);

TEST(DescribeText, NamesAnAddressOfIpv6InItsBrackets) {
  EXPECT_THAT(describe_failure({.code = CURLE_COULDNT_CONNECT, .host = "::1", .port = 443}).text,
              HasSubstr("no connection to [::1]:443 ("));
  EXPECT_THAT(
      describe_failure(
          {.code = CURLE_PEER_FAILED_VERIFICATION, .proxy = &https_proxy, .host = "app.example", .port = 443})
          .text,
      HasSubstr("no trusted TLS connection to the proxy [2001:db8::1]:3128"));
}

/// How a look-up ended, and what is said of it.
TEST(DescribeLookUp, TellsANameThatDoesNotExistFromOneThatCannotBeLookedUpNow) {
  using End = LookUp::End;
  const struct {
    LookUp lookup;
    const char* name;
    Reason reason;
    const char* words;
  } rows[] = {{{.end = End::failed, .error = EAI_NONAME},
               "app.example",
               Reason::dns,
               "the host name \"app.example\" cannot be found"},
              {{.end = End::failed, .error = EAI_AGAIN},
               "app.example",
               Reason::dns,
               "\"app.example\" cannot be looked up now: no name server could answer"},
              {{.end = End::failed, .error = EAI_FAIL},
               "app.example",
               Reason::dns,
               "cannot be looked up now: the name server failed"},
              {{.end = End::failed, .error = EAI_MEMORY},
               "app.example",
               Reason::dns,
               "cannot be looked up now: there is not enough memory"},
              {{.end = End::failed, .error = EAI_SYSTEM, .os_error = EIO},
               "app.example",
               Reason::dns,
               "cannot be looked up now: Input/output error"},
              {{.end = End::failed, .error = EAI_NONAME, .os_error = EMFILE},
               "app.example",
               Reason::dns,
               "cannot be looked up now: no file descriptor is left"},
              {{.end = End::failed, .error = EAI_AGAIN, .os_error = EMFILE},
               "app.example",
               Reason::dns,
               "cannot be looked up now: no file descriptor is left"},
              {{.end = End::no_thread, .os_error = EAGAIN},
               "app.example",
               Reason::dns,
               "cannot be looked up now: the system has no thread for it"},
              {{.end = End::time_up, .under_way = 1},
               "app.example",
               Reason::timeout,
               "time was up while looking up the name of app.example (no name server has answered)"},
              {{.end = End::time_up, .under_way = 4},
               "app.example",
               Reason::timeout,
               "4 look-ups of it hang, and another begins only when one of them ends"},
              {{.end = End::failed, .error = EAI_NONAME},
               "proxy.example",
               Reason::proxy,
               "no connection to the proxy: the host name \"proxy.example\" cannot be found"},
              {{.end = End::time_up, .under_way = 1},
               "proxy.example",
               Reason::timeout,
               "looking up the name of the proxy proxy.example"}};
  for (const auto& row : rows) {
    const ticket0::detail::MissingName missing{.name = row.name, .lookup = row.lookup};
    const auto failure = describe_failure({.code = CURLE_ABORTED_BY_CALLBACK,
                                           .missing = &missing,
                                           .proxy = &http_proxy,
                                           .host = "app.example",
                                           .port = 443});
    EXPECT_EQ(failure.reason, row.reason) << row.words;
    EXPECT_EQ(failure.outcome, not_sent) << row.words;
    EXPECT_FALSE(failure.permanent) << row.words;
    EXPECT_THAT(failure.text, HasSubstr(row.words));
  }
}

/// Words of other versions of OpenSSL than the one that the tests of TLS run with.
TEST(DescribeTls, KnowsTheWordsOfOlderVersionsToo) {
  const auto described = [](const char* words) {
    return describe_failure({.code = CURLE_SSL_CONNECT_ERROR, .host = "app.example", .curl_text = words})
        .text;
  };
  EXPECT_THAT(described("SSL certificate problem: self signed certificate"), HasSubstr("is self-signed"));
  EXPECT_THAT(described("SSL certificate problem: self signed certificate in certificate chain"),
              HasSubstr("by an authority that is not trusted here"));
  EXPECT_THAT(described("error:1425F102:SSL routines:ssl_choose_client_version:unsupported protocol"),
              HasSubstr("speaks no TLS 1.2 or newer"));
  EXPECT_THAT(described("error:1409442E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version"),
              HasSubstr("speaks no TLS 1.2 or newer"));
}

}  // namespace

// Servers that cannot show who they are, or speak what is too old: nothing is sent to them, and the error
// says which of these it was.
#include <gmock/gmock.h>
#include <openssl/pem.h>

#include <cstdio>
#include <cstdlib>
#include <ostream>

#include "error/error.hpp"
#include "ticket0/client.hpp"
#include "transport/curl_handle.hpp"
#include "transport/curl_transport.hpp"
#include "transport/impostor.hpp"
#include "transport/raw_server.hpp"
#include "transport/tls_server.hpp"

namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using ticket0::Outcome;
using ticket0::TlsOptions;
using ticket0::TransportError;
using Reason = TransportError::Reason;

/// Before anything of OpenSSL runs.
[[maybe_unused]] const int speaks_anything = setenv("OPENSSL_CONF", TICKET0_ANY_TLS_CONF, 1);

/// The authority's file, and a client's certificate where a test gives one.
struct Trust {
  PemFile authorities{{root()}};
  TlsOptions options{.ca_file = authorities.path()};
};

std::string get(const TlsOptions& tls, const std::string& url) {
  const auto transport = ticket0::detail::make_curl_transport({.tls = tls});
  return transport->send({.method = "POST", .url = url, .body = "{}"}, {.time_left = 10s}).body;
}
std::string get(const TlsOptions& tls, const TlsServer& server) { return get(tls, server.url()); }

/// Says what `tls` has against the server.
std::string refusal(const TlsOptions& tls, const std::string& url) {
  try {
    ADD_FAILURE() << "answered: " << get(tls, url);
  } catch (const TransportError& error) {
    EXPECT_EQ(error.reason(), Reason::tls) << error.what();
    EXPECT_EQ(error.outcome(), Outcome::not_sent) << error.what();
    EXPECT_TRUE(ticket0::detail::ErrorFactory::details(error).permanent) << error.what();
    return error.what();
  }
  return {};
}
std::string refusal(const TlsOptions& tls, const TlsServer& server) { return refusal(tls, server.url()); }

void answer(TlsServer::Connection& connection) {
  while (!connection.read_head().empty()) connection.respond("good");
}

class Tls : public testing::TestWithParam<Impostor> {};

TEST_P(Tls, SendsNothingToAServerThatIsNotToBeTrustedAndSaysWhy) {
  const CountingServer impostor{GetParam().settings()};
  const TlsServer& server = impostor.server();
  EXPECT_THAT(refusal(Trust{}.options, server),
              AllOf(HasSubstr("no trusted TLS connection to 127.0.0.1:" + std::to_string(server.port())),
                    HasSubstr(GetParam().words)));
  EXPECT_EQ(impostor.requests(), 0);
}

TlsSettings with_version(int version) {
  TlsSettings settings = with({.alternative_name = here});
  settings.highest_version = version;
  return settings;
}
TlsSettings wanting_clients_of_root(int version) {
  TlsSettings settings = with_version(version);
  settings.clients_of = root();
  return settings;
}

/// What else this program's OpenSSL can be.
const Impostor other_impostors[] = {
    {"OfTls10", [] { return with_version(TLS1_VERSION); }, "the server speaks no TLS 1.2 or newer"},
    {"OfTls11", [] { return with_version(TLS1_1_VERSION); }, "the server speaks no TLS 1.2 or newer"},
    {"ThatWantsACertificateByTls12", [] { return wanting_clients_of_root(TLS1_2_VERSION); },
     "client certificate (ClientOptions.tls.client_cert_file)"},
    {"ThatWantsACertificateByTls13", [] { return wanting_clients_of_root(TLS1_3_VERSION); },
     "rejected this client's certificate, or requires one (ClientOptions.tls.client_cert_file)"},
};
INSTANTIATE_TEST_SUITE_P(Refusal, Tls, testing::ValuesIn(impostors()),
                         [](const auto& each) { return each.param.name; });
INSTANTIATE_TEST_SUITE_P(OtherRefusal, Tls, testing::ValuesIn(other_impostors),
                         [](const auto& each) { return each.param.name; });

TEST(Tls, SendsNothingToAServerThatDoesNotSpeakIt) {
  std::atomic<int> requests{0};
  const RawServer server{[&](RawServer::Connection& connection) {
    connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    if (!connection.read_request().empty()) ++requests;
  }};
  EXPECT_THAT(refusal(Trust{}.options, "https" + server.url().substr(std::string_view{"http"}.size())),
              HasSubstr("the server does not speak TLS at all"));
  EXPECT_EQ(requests, 0);
}

/// Or the refusals of the two would show nothing.
TEST(TlsServer, SpeaksTheOldVersionsToWhoAsksForThem) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    const TlsServer server{answer, with_version(version)};
    const Trust trust;
    ticket0::detail::CurlHandle handle;
    handle.set<CURLOPT_URL>(server.url().c_str());
    handle.set<CURLOPT_CAINFO>(trust.options.ca_file.c_str());
    constexpr long any_version = CURL_SSLVERSION_TLSv1;
    handle.set<CURLOPT_SSLVERSION>(any_version);
    handle.set<CURLOPT_NOBODY>(1L);
    EXPECT_EQ(curl_easy_perform(handle.easy()), CURLE_OK) << version;
  }
}

TEST(Tls, TrustsACertificateWhoseIntermediateComesAlong) {
  TlsSettings settings = with({.alternative_name = here}, middle());
  settings.chain = {middle()};
  const TlsServer server{answer, settings};
  EXPECT_EQ(get(Trust{}.options, server), "good");
}

TEST(Tls, ShowsItsOwnCertificateToAServerThatWantsOne) {
  const Certificate client = make_certificate({.common_name = "client"}, &root());
  const PemFile both{{client}, client.key.get()};
  const PemFile certificate{{client}};
  const PemFile key{{}, client.key.get()};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const TlsServer server{answer, wanting_clients_of_root(version)};
    Trust trust;
    trust.options.client_cert_file = both.path();
    EXPECT_EQ(get(trust.options, server), "good");
    trust.options.client_cert_file = certificate.path();
    trust.options.client_key_file = key.path();
    EXPECT_EQ(get(trust.options, server), "good");
  }
}

TEST(Tls, SaysThatTheServerDoesNotTakeItsOwnCertificate) {
  const Certificate client = make_certificate({.common_name = "client"}, &stranger());
  const PemFile both{{client}, client.key.get()};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const TlsServer server{answer, wanting_clients_of_root(version)};
    Trust trust;
    trust.options.client_cert_file = both.path();
    EXPECT_THAT(refusal(trust.options, server), HasSubstr("rejected this client's certificate"));
  }
}

TEST(Tls, SaysThatItsOwnCertificateOrKeyCannotBeUsed) {
  const Certificate client = make_certificate({.common_name = "client"}, &root());
  const PemFile certificate{{client}};
  const PemFile key_of_another{{}, root().key.get()};
  const TlsServer server{answer, with({.alternative_name = here})};
  for (const auto& [certificate_file, key_file] : {std::pair{certificate.path() + ".none", std::string{}},
                                                   {certificate.path(), key_of_another.path()}}) {
    Trust trust;
    trust.options.client_cert_file = certificate_file;
    trust.options.client_key_file = key_file;
    EXPECT_THAT(refusal(trust.options, server),
                HasSubstr("this client's own certificate or key cannot be used"));
  }
}

TEST(Tls, SaysThatItsAuthoritiesCannotBeRead) {
  const TlsServer server{answer, with({.alternative_name = here})};
  EXPECT_THAT(refusal({.ca_file = "/none.pem"}, server), HasSubstr("(ClientOptions.tls.ca_file"));
}

/// One of libcurl's own authorities with a key of the kind that the tests have; none where libcurl does not
/// tell its file.
std::shared_ptr<X509> authority_of_the_system() {
#if LIBCURL_VERSION_NUM >= 0x075400  // 7.84.0
  const char* const path = ticket0::detail::CurlHandle{}.get<CURLINFO_CAINFO, char*>();
  std::FILE* const file = path == nullptr ? nullptr : std::fopen(path, "r");
  if (file == nullptr) return nullptr;
  std::shared_ptr<X509> found;
  while (found == nullptr) {
    const std::shared_ptr<X509> each{PEM_read_X509(file, nullptr, nullptr, nullptr), &X509_free};
    if (each == nullptr) break;
    if (EVP_PKEY_base_id(X509_get0_pubkey(each.get())) == EVP_PKEY_EC) found = each;
  }
  std::fclose(file);
  return found;
#else
  return nullptr;
#endif
}

/// The server's certificate is forged: it names an authority of the system that did not sign it. Who knows
/// that authority notices the signature; who does not, misses the authority.
TEST(Tls, KnowsTheSystemsAuthoritiesUnlessItIsGivenOthers_needs_a_file_of_authorities) {
  const std::shared_ptr<X509> authority = authority_of_the_system();
  if (authority == nullptr) GTEST_SKIP() << "this libcurl has no file of authorities, or does not tell it";
  const TlsServer server{answer,
                         with({.alternative_name = here}, {.x509 = authority, .key = stranger().key})};
  EXPECT_THAT(refusal({}, server), Not(HasSubstr("by an authority that is not trusted here")));
  EXPECT_THAT(refusal(Trust{}.options, server), HasSubstr("by an authority that is not trusted here"));
}

TEST(Tls, OfACallThatCannotTrustTheServerSaysWhatToDoAndIsNotRepeated) {
  const TlsServer server{answer, impostors()[0].settings()};
  const Trust trust;
  const ticket0::Client client{
      {.api_key = ticket0::Secret{"t0_canary"}, .base_url = server.url() + "api", .tls = trust.options}};
  try {
    static_cast<void>(client.tickets().get(ticket0::TicketId{"tkt_1"}));
    FAIL();
  } catch (const TransportError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("has expired"), HasSubstr("Check ClientOptions.base_url")));
    EXPECT_EQ(error.attempts(), 1);
    EXPECT_EQ(server.connections(), 1);
  }
}

}  // namespace

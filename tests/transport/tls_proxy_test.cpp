// An https proxy that cannot show who it is: it is told apart from the service, and gets no login.
#include <gmock/gmock.h>

#include "error/error.hpp"
#include "transport/curl_transport.hpp"
#include "transport/impostor.hpp"

namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using ticket0::Outcome;
using ticket0::TransportError;
using Reason = TransportError::Reason;

Certificate self_signed() { return make_certificate({.alternative_name = "IP:127.0.0.1"}); }

/// What a POST to a host that no name server knows, by way of `server`, fails with.
TransportError failure_by_proxy(const TlsServer& server) {
  const auto transport = ticket0::detail::make_curl_transport(
      {.proxy = ticket0::Secret{"https://bob:hunter2@127.0.0.1:" + std::to_string(server.port())}});
  try {
    const auto answer = transport->send({.method = "POST", .url = "https://" + impossible_host, .body = "{}"},
                                        {.time_left = 10s});
    ADD_FAILURE() << "answered: " << answer.body;
  } catch (const TransportError& error) {
    return error;
  }
  return TransportError{"none"};
}

class TlsProxy : public testing::TestWithParam<Impostor> {};

TEST_P(TlsProxy, ThatIsNotToBeTrustedIsNotTakenForTheServiceAndGetsNoLogin) {
  const CountingServer proxy{GetParam().settings()};
  const auto error = failure_by_proxy(proxy.server());
  EXPECT_EQ(error.reason(), Reason::proxy);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_TRUE(ticket0::detail::ErrorFactory::details(error).permanent);
  EXPECT_THAT(error.what(), AllOf(HasSubstr("no trusted TLS connection to the proxy 127.0.0.1:" +
                                            std::to_string(proxy.server().port()) + ": " + GetParam().words),
                                  Not(HasSubstr("hunter2")), Not(HasSubstr("bob"))));
  EXPECT_EQ(proxy.requests(), 0);
}

const Impostor proxies[] = {
    {"SelfSigned", [] { return TlsSettings{.certificate = self_signed()}; },
     "its certificate is self-signed"},
    {"ByAStranger",
     [] {
       const Certificate stranger = make_certificate({.common_name = "stranger", .is_authority = true});
       return TlsSettings{.certificate = make_certificate({.alternative_name = "IP:127.0.0.1"}, &stranger)};
     },
     "its certificate was issued by an authority that is not trusted here"},
    {"OfTls11", [] { return TlsSettings{.certificate = self_signed(), .highest_version = TLS1_1_VERSION}; },
     "the server speaks no TLS 1.2 or newer"},
};
INSTANTIATE_TEST_SUITE_P(Transport, TlsProxy, testing::ValuesIn(proxies),
                         [](const auto& each) { return each.param.name; });

}  // namespace

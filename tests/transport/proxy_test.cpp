// Proxies: who is asked, what he gets to see, and what is said of him.
#include <gmock/gmock.h>
#include <netdb.h>

#include "concurrency/hanging_resolver.hpp"
#include "error/error.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"
#include "transport/unaccepting.hpp"

namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using ticket0::Outcome;
using ticket0::TransportError;
using Reason = TransportError::Reason;

/// A proxy at 127.0.0.1 as a user names it who has a login there.
std::string with_login(int port) { return "http://bob:hunter2@127.0.0.1:" + std::to_string(port); }

/// Leaves the environment as the other tests want it.
class Proxy : public testing::Test {
 protected:
  void TearDown() override {
    for (const char* name : {"NO_PROXY", "https_proxy"}) unsetenv(name);
  }
};

/// Of a call by way of `proxy`. No text of it may have the key, or the proxy's login as it is or in base64.
TransportError failure_by(const std::optional<std::string>& proxy) {
  ticket0::detail::CurlSettings settings;
  if (proxy) settings.proxy.emplace(*proxy);
  try {
    (void)ticket0::detail::make_curl_transport(settings)->send(
        {.method = "POST",
         .url = "https://" + impossible_host + "/x",
         .headers = {{"Authorization", "Bearer t0_canary"}},
         .body = "{}"},
        {.time_left = 5s});
  } catch (const TransportError& e) {
    for (const std::string& text : {std::string{e.what()}, e.explain()})
      for (const char* secret : {"bob", "hunter2", "Ym9iOmh1bnRlcjI=", "canary"})
        EXPECT_THAT(text, Not(HasSubstr(secret)));
    return e;
  }
  throw std::logic_error{"it was answered"};
}

TEST_F(Proxy, OfTheOptionsIsAskedWhateverTheEnvironmentSaysAndSeesNoKey) {
  std::string asked;
  RawServer proxy{[&](RawServer::Connection& connection) {
    asked = connection.read_request();
    connection.respond(407, "", "Proxy-Authenticate: Basic\r\n");
  }};
  setenv("NO_PROXY", "*", 1);
  const auto error = failure_by(with_login(proxy.port()));
  EXPECT_THAT(
      asked, AllOf(StartsWith("CONNECT " + impossible_host + ":443 HTTP/1.1\r\n"), Not(HasSubstr("canary"))));
  EXPECT_EQ(error.reason(), Reason::proxy);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_THAT(error.what(), HasSubstr("the proxy responded with 407"));
}

TEST_F(Proxy, ThatIsDownIsNotTakenForTheService) {
  const int gone = RawServer{[](RawServer::Connection&) {}}.port();
  const auto error = failure_by(with_login(gone));
  EXPECT_EQ(error.reason(), Reason::proxy);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
}

TEST_F(Proxy, ThatHangsUpIsNotTakenForTheService) {
  RawServer proxy{[](RawServer::Connection& connection) { connection.read_request(); }};
  const auto error = failure_by(with_login(proxy.port()));
  EXPECT_EQ(error.reason(), Reason::proxy);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
}

TEST_F(Proxy, ThatWantsALoginOrForbidsIsNotAskedAgain) {
  for (const int status : {403, 407}) {
    RawServer proxy{[status](RawServer::Connection& connection) {
      while (!connection.read_request().empty()) connection.respond(status, "");
    }};
    const auto error = failure_by(with_login(proxy.port()));
    EXPECT_TRUE(ticket0::detail::ErrorFactory::details(error).permanent) << error.what();
    EXPECT_EQ(proxy.connections(), 1);
  }
}

/// Answers CONNECT, and what follows, with `text`.
TransportError failure_by_proxy_that_says(const std::string& text) {
  RawServer proxy{[&](RawServer::Connection& connection) {
    connection.read_request();
    connection.send(text);
  }};
  return failure_by(with_login(proxy.port()));
}

TEST_F(Proxy, ThatAnswersNonsenseIsNotTakenForTheService) {
  for (const char* nonsense :
       {"CONNECT / HTTP/1.1\r\nProxy-Authorization: Basic Ym9iOmh1bnRlcjI=\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n", "\x15\x03\x01", "HTTP/9.9 abc\r\n\r\n", "\r\n\r\n"}) {
    const auto error = failure_by_proxy_that_says(nonsense);
    EXPECT_EQ(error.outcome(), Outcome::not_sent) << error.what();
    EXPECT_EQ(error.reason(), Reason::proxy) << error.what();
  }
}

TEST_F(Proxy, ThatAnswersInTheServicesPlaceIsNotTakenForTheService) {
  const auto error = failure_by_proxy_that_says("HTTP/1.1 200 OK\r\n\r\n{\"tickets\":[]}");
  EXPECT_EQ(error.outcome(), Outcome::not_sent) << error.what();
  EXPECT_EQ(error.reason(), Reason::tls) << error.what();
}

TEST_F(Proxy, OfTheEnvironmentIsAskedWhereTheOptionsNameNone) {
  std::string asked;
  RawServer proxy{[&](RawServer::Connection& connection) {
    asked = connection.read_request();
    connection.respond(502, "");
  }};
  setenv("https_proxy", proxy.url("").c_str(), 1);
  EXPECT_EQ(failure_by(std::nullopt).reason(), Reason::proxy);
  EXPECT_THAT(asked, StartsWith("CONNECT "));
  EXPECT_EQ(failure_by("").reason(), Reason::dns);  // an empty one in the options: none at all
}

TEST_F(Proxy, OfTheEnvironmentThatIsDownIsNamedWithoutItsLogin) {
  const int gone = RawServer{[](RawServer::Connection&) {}}.port();
  setenv("https_proxy", with_login(gone).c_str(), 1);
  const auto error = failure_by(std::nullopt);
  EXPECT_EQ(error.reason(), Reason::proxy);
  EXPECT_THAT(error.what(), HasSubstr("no connection to the proxy 127.0.0.1:" + std::to_string(gone)));
}

/// Its name is looked up; the service's is the proxy's business.
TEST_F(Proxy, WithANameIsFoundByIt) {
  std::string asked;
  RawServer proxy{[&](RawServer::Connection& connection) {
    asked = connection.read_request();
    connection.respond(503, "");
  }};
  const auto error = failure_by("http://" + late_host + ":" + std::to_string(proxy.port()));
  EXPECT_THAT(asked, StartsWith("CONNECT " + impossible_host + ":443 "));
  EXPECT_THAT(error.what(), HasSubstr("the proxy responded with 503"));
}

TEST_F(Proxy, WhoseNameIsNotFoundIsNotTakenForTheService) {
  const auto error = failure_by("http://bob:hunter2@" + failing_host(EAI_NONAME) + ":3128");
  EXPECT_EQ(error.reason(), Reason::proxy);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_THAT(error.what(), HasSubstr("no connection to the proxy: the host name \"" +
                                      failing_host(EAI_NONAME) + "\" cannot"));
}

/// This kind wants the service's address, and is not asked where there is none.
TEST_F(Proxy, OfSocks5DoesNotHideThatTheServiceIsNotFound) {
  RawServer proxy{[](RawServer::Connection& connection) { connection.wait_for_close(); }};
  const auto error = failure_by("socks5://bob:hunter2@127.0.0.1:" + std::to_string(proxy.port()));
  EXPECT_EQ(error.reason(), Reason::dns);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
}

TEST_F(Proxy, ThatStallsIsNamedWhenTimeIsUp) {
  const Unaccepting proxy{Unaccepting::Queue::has_room};
  try {
    (void)ticket0::detail::make_curl_transport({.proxy = ticket0::Secret{with_login(proxy.port())}})
        ->send({.method = "GET", .url = "https://" + impossible_host}, {.time_left = 200ms});
    FAIL();
  } catch (const ticket0::TimeoutError& error) {
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("while connecting to " + impossible_host +
                                ":443 by way of the proxy 127.0.0.1:" + std::to_string(proxy.port())),
                      Not(HasSubstr("hunter2"))));
  }
}

TEST_F(Proxy, WithAnAddressThatCannotBeUsedDoesNotGetItsPasswordIntoAText) {
  for (const char* address : {"http://bob:hunter2@127.0.0.1:99999", "htp://bob:hunter2@127.0.0.1:1"}) {
    setenv("https_proxy", address, 1);
    const auto error = failure_by(std::nullopt);
    EXPECT_EQ(error.reason(), Reason::proxy);
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_THAT(error.what(), HasSubstr("the proxy's address cannot be used"));
  }
}

}  // namespace

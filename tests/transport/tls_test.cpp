// Exchanges over TLS, with a server whose certificate is not one of the system's.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "error/error.hpp"
#include "transport/authorities.hpp"
#include "transport/curl_handle.hpp"
#include "transport/curl_transport.hpp"
#include "transport/tls_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Outcome;
using ticket0::TransportError;
using ticket0::detail::ErrorFactory;
using Reason = TransportError::Reason;

/// Answers every request with the number of its connection.
void tell_number(TlsServer::Connection& connection) {
  while (!connection.read_head().empty()) connection.respond(std::to_string(connection.number()));
}

std::shared_ptr<ticket0::Transport> transport_with(const std::string& ca_file) {
  return ticket0::detail::make_curl_transport({.tls = {.ca_file = ca_file}});
}

std::string get(ticket0::Transport& transport, const TlsServer& server) {
  return transport.send({.method = "GET", .url = server.url()}, {.time_left = 10s}).body;
}

/// Of a server that cannot show who it is.
void expect_no_trust(ticket0::Transport& transport, const TlsServer& server) {
  try {
    ADD_FAILURE() << "answered by connection " << get(transport, server);
  } catch (const TransportError& error) {
    EXPECT_EQ(error.reason(), Reason::tls) << error.what();
    EXPECT_EQ(error.outcome(), Outcome::not_sent) << error.what();
    EXPECT_TRUE(ErrorFactory::details(error).permanent) << error.what();
  }
}

TEST(Tls, TrustsTheAuthorityOfTheOptionsAndKeepsTheConnection) {
  TlsServer server{tell_number};
  const auto transport = transport_with(server.ca_file());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(*transport, server), "1");
}

/// libcurl would read the file again for each connection if it were told of a directory too.
TEST(Tls, ReadsTheAuthoritiesOnceForAllConnectionsOfAHandle_needs_libcurl_7_87_to_8_16) {
  if (const auto curl = ticket0::detail::curl_build();
      !curl.openssl || curl.version < 0x075700 || curl.version >= 0x081100)
    GTEST_SKIP() << "this libcurl keeps no authorities";
  TlsServer server{tell_number};
  const auto transport = transport_with(server.ca_file());
  EXPECT_EQ(get(*transport, server), "1");
  ASSERT_EQ(unlink(server.ca_file().c_str()), 0);
  const ticket0::SendContext second{.time_left = 10s, .attempt = 2};  // takes a new connection
  EXPECT_EQ(transport->send({.method = "GET", .url = server.url()}, second).body, "2");
}

/// What later versions of libcurl are told instead of "no directory".
TEST(Tls, AFileAsTheDirectoryOfAuthoritiesHoldsNone) {
  TlsServer server{tell_number};
  TlsServer other{tell_number};
  ticket0::detail::CurlHandle handle;
  handle.set<CURLOPT_CAINFO>(server.ca_file().c_str());
  handle.set<CURLOPT_CAPATH>(server.ca_file().c_str());
  handle.set<CURLOPT_NOBODY>(1L);
  handle.set<CURLOPT_URL>(server.url().c_str());
  EXPECT_EQ(curl_easy_perform(handle.easy()), CURLE_OK);
  handle.set<CURLOPT_URL>(other.url().c_str());
  EXPECT_EQ(curl_easy_perform(handle.easy()), CURLE_PEER_FAILED_VERIFICATION);
}

TEST(Tls, DoesNotTrustACertificateOfNobody) {
  std::atomic<int> requests{0};
  TlsServer server{[&](TlsServer::Connection& connection) {
    if (!connection.read_head().empty()) ++requests;
  }};
  expect_no_trust(*ticket0::detail::make_curl_transport({}), server);
  EXPECT_EQ(requests, 0);
}

TEST(Tls, DoesNotTrustACertificateForAnotherName) {
  TlsServer server{tell_number, "DNS:app.example"};
  expect_no_trust(*transport_with(server.ca_file()), server);
}

TEST(Tls, WithAnAuthorityThatIsNotThereTrustsNobody) {
  TlsServer server{tell_number};
  expect_no_trust(*transport_with(server.ca_file() + ".none"), server);
}

TEST(Tls, RepeatsNoRequestOnAKeptConnectionThatIsClosedWithoutAnAnswer) {
  std::atomic<int> requests{0};
  TlsServer server{[&](TlsServer::Connection& connection) {
    while (!connection.read_head().empty() && ++requests != 2) connection.respond("good");
  }};
  const auto transport = transport_with(server.ca_file());
  ASSERT_EQ(get(*transport, server), "good");
  try {
    ADD_FAILURE() << get(*transport, server);
  } catch (const TransportError& error) {
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    EXPECT_EQ(error.reason(), Reason::receive) << error.what();
  }
  EXPECT_EQ(requests, 2);
}

/// A process that closes a TLS connection says so to the other end, also when the connection is its parent's.
TEST(Tls, OfAForkedChildLeavesTheConnectionsOfItsParentAlone) {
  TlsServer server{tell_number};
  auto transport = transport_with(server.ca_file());
  ASSERT_EQ(get(*transport, server), "1");
  const pid_t child = fork();
  ASSERT_NE(child, -1);
  if (child == 0) {
    alarm(20);
    const bool fresh = get(*transport, server) == "2";
    transport.reset();
    _exit(fresh ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(get(*transport, server), "1");
}

/// A handle that a call of the parent has in hand at that moment.
TEST(Tls, OfAHandleThatAForkedChildDestroysStaysOpen) {
  TlsServer server{tell_number};
  auto handle = std::make_unique<ticket0::detail::CurlHandle>();
  std::string body;
  handle->set<CURLOPT_URL>(server.url().c_str());
  handle->set<CURLOPT_CAINFO>(server.ca_file().c_str());
  handle->set<CURLOPT_WRITEDATA>(static_cast<void*>(&body));
  handle->set<CURLOPT_WRITEFUNCTION>(+[](char* data, std::size_t size, std::size_t count, void* to) {
    *static_cast<std::string*>(to) = std::string{data, size * count};
    return size * count;
  });
  ASSERT_EQ(curl_easy_perform(handle->easy()), CURLE_OK);
  ASSERT_EQ(body, "1");
  const pid_t child = fork();
  ASSERT_NE(child, -1);
  if (child == 0) {
    handle.reset();
    _exit(0);
  }
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  ASSERT_EQ(curl_easy_perform(handle->easy()), CURLE_OK);
  EXPECT_EQ(body, "1");
}

std::atomic<int> signals{0};

TEST(Tls, RaisesNoSignalWhenTheServerResetsWhileWeWrite) {
  struct sigaction counting {};
  struct sigaction before {};
  counting.sa_handler = [](int) { ++signals; };
  sigaction(SIGPIPE, &counting, &before);
  TlsServer server{[](TlsServer::Connection& connection) {
    connection.read_head();
    connection.reset();
  }};
  const auto transport = transport_with(server.ca_file());
  const std::string body(8U << 20U, 'x');
  for (int i = 0; i < 5; ++i)
    EXPECT_THROW(
        (void)transport->send({.method = "POST", .url = server.url(), .body = body}, {.time_left = 10s}),
        TransportError);
  sigaction(SIGPIPE, &before, nullptr);
  EXPECT_EQ(signals, 0);
}

}  // namespace

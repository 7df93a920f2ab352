// A call to this machine itself goes to no proxy, whatever names one: it would get the key in clear.
#include <gmock/gmock.h>

#include <cstdlib>

#include "ticket0/error.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Secret;

constexpr const char* proxy_variables[] = {"http_proxy",  "HTTP_PROXY", "https_proxy",
                                           "HTTPS_PROXY", "all_proxy",  "ALL_PROXY"};

class LoopbackProxy : public testing::Test {
 protected:
  void TearDown() override {
    for (const char* name : proxy_variables) unsetenv(name);
    for (const char* name : {"no_proxy", "NO_PROXY"}) unsetenv(name);
  }
  /// Makes a call by http, and one by https that fails in the handshake, to each name of this machine.
  void call(const std::optional<Secret>& proxy) {
    const auto transport = ticket0::detail::make_curl_transport({.proxy = proxy});
    for (const std::string host : {"127.0.0.1", "localhost"}) {
      const std::string authority = host + ":" + std::to_string(service_.port());
      EXPECT_EQ(transport->send({.method = "GET", .url = "http://" + authority}, {.time_left = 5s}).body,
                "here");
      EXPECT_THROW((void)transport->send({.method = "GET", .url = "https://" + authority}, {.time_left = 5s}),
                   ticket0::TransportError);
    }
  }
  RawServer service_{[](RawServer::Connection& connection) {
    if (connection.read_bytes(1) != "G") return;  // of "GET": nobody speaks TLS here
    connection.read_request();
    connection.respond(200, "here");
  }};
  RawServer proxy_{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.respond(200, "the proxy");
  }};
};

TEST_F(LoopbackProxy, IsNotAskedWhateverTheEnvironmentSays) {
  for (const char* variable : proxy_variables) {
    for (const char* exception : {"", "app.example"}) {
      setenv(variable, proxy_.url("").c_str(), 1);
      setenv("no_proxy", exception, 1);
      setenv("NO_PROXY", exception, 1);
      call(std::nullopt);
      EXPECT_EQ(proxy_.connections(), 0) << variable;
    }
    unsetenv(variable);
  }
  for (const char* variable : proxy_variables) setenv(variable, proxy_.url("").c_str(), 1);
  call(std::nullopt);
  EXPECT_EQ(proxy_.connections(), 0);
}

TEST_F(LoopbackProxy, IsNotAskedWhateverTheOptionsSay) {
  for (const std::string& address : {proxy_.url(""), std::string{}}) {
    call(Secret{address});
    EXPECT_EQ(proxy_.connections(), 0);
  }
}

}  // namespace

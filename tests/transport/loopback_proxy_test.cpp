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

/// Hosts that the environment's proxies are not for; null: it names none.
constexpr const char* exceptions[] = {nullptr, "", "app.example", "*"};

class LoopbackProxy : public testing::Test {
 protected:
  void TearDown() override {
    for (const char* name : proxy_variables) unsetenv(name);
    set_exceptions(nullptr);
  }
  static void set_exceptions(const char* hosts) {
    for (const char* name : {"no_proxy", "NO_PROXY"})
      if (hosts == nullptr)
        unsetenv(name);
      else
        setenv(name, hosts, 1);
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
    for (const std::string host : {"127.0.0.2", "[::1]", "LOCALHOST"})  // where the service may not be
      for (const std::string scheme : {"http://", "https://"}) try {
          const std::string url = scheme + host + ":" + std::to_string(service_.port());
          (void)transport->send({.method = "GET", .url = url}, {.time_left = 5s});
        } catch (const ticket0::TransportError&) {
          continue;
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
    setenv(variable, proxy_.url("").c_str(), 1);
    for (const char* hosts : exceptions) {
      set_exceptions(hosts);
      call(std::nullopt);
      EXPECT_EQ(proxy_.connections(), 0) << variable << ", not for " << (hosts == nullptr ? "none" : hosts);
    }
    unsetenv(variable);
  }
  set_exceptions(nullptr);
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

// The code that docs/configuration.md shows.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"

using namespace std::chrono_literals;

namespace {

ticket0::ClientOptions base() {
  return {.api_key = ticket0::Secret{"t0_test"},
          .transport = std::make_shared<ticket0::fakes::FakeTransport>()};
}

TEST(Configuration, TakesEveryOptionThatThePageShows) {
  ticket0::ClientOptions options = base();
  // [snippet config_times]
  options.timeout = 20s;          // the whole call, waits included
  options.attempt_timeout = 10s;  // one request
  options.connect_timeout = 3s;   // DNS, TCP and TLS
  // [end]
  // [snippet config_retry]
  options.retry.max_attempts = 5;
  options.retry.base_delay = 200ms;
  options.retry.max_delay = 4s;
  // [end]
  // [snippet config_limit]
  options.rate_limit = {.requests = 30, .scope = "acme"};
  // [end]
  // [snippet config_proxy]
  options.proxy = ticket0::Secret{"http://user:password@proxy.example.com:3128"};
  // [end]
  // [snippet config_no_proxy]
  options.proxy = ticket0::Secret{""};  // none, whatever the environment says
  // [end]
  // [snippet config_app]
  options.app_info = "acme-sync/2.1";
  options.max_response_bytes = 64 * 1024 * 1024;
  // [end]
  const ticket0::Client client{options};
  // [snippet config_call]
  const auto patient = client.with({.timeout = 5min, .headers = {{"X-Request-Source", "nightly"}}});
  // [end]
  EXPECT_EQ(patient.tickets().list().finished(), false);
}

// [snippet config_key_file]
/// To be called by whatever watches the file (inotify, a timer, SIGHUP).
void key_file_changed(const ticket0::Client& client, const std::string& path) {
  std::ifstream file{path};
  std::string key;
  if (!std::getline(file, key) || key.empty()) return;  // still being written
  client.set_api_key(ticket0::Secret{std::move(key)});  // ConfigError: it is not a key, and the old one stays
}
// [end]

TEST(Configuration, TakesANewKeyFromAFile) {
  const auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
  wire->on("GET /tickets/:id").respond(200, R"({"id":"tkt_1"})").always();
  const ticket0::Client client({.api_key = ticket0::Secret{"t0_old"}, .transport = wire});
  const std::string path = testing::TempDir() + "ticket0_config_key_file";
  const auto key_after = [&](const std::string& text) {
    std::ofstream{path} << text;
    key_file_changed(client, path);
    (void)client.tickets().get(ticket0::TicketId{"tkt_1"});
    return wire->sent().back().headers.front().second;
  };
  EXPECT_EQ(key_after(""), "Bearer t0_old");
  EXPECT_EQ(key_after("t0_new\n"), "Bearer t0_new");
  EXPECT_THROW(key_after("not a key\n"), ticket0::ConfigError);
}

TEST(Configuration, ReadsTheFilesOfTlsOnlyWhenItConnects) {
  ticket0::ClientOptions options = base();
  options.transport = nullptr;
  // [snippet config_tls]
  options.tls = {.ca_file = "/etc/acme/ca.pem",
                 .client_cert_file = "/etc/acme/client.pem",
                 .client_key_file = "/etc/acme/client.key"};
  // [end]
  EXPECT_NO_THROW(ticket0::Client{options});
}

}  // namespace

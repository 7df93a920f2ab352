// What check_instructions.sh has counted by callgrind, which looks only into the functions counted_...
#include <cstdio>

#include "json/decode.hpp"
#include "peers/raw_curl.hpp"
#include "peers/server_process.hpp"
#include "peers/ticket_page.hpp"
#include "peers/tickets_by_hand.hpp"
#include "ticket0/client.hpp"

namespace {

constexpr int times = 10;

void serve(RawServer::Connection& connection) {
  const std::string page = peers::ticket_page(1, 100, "eyJhZnRlciI6InRrdF8xIn0=");
  constexpr std::string_view json = "Content-Type: application/json\r\n";
  for (std::string head; !(head = connection.read_request()).empty();)
    connection.respond(200, head.starts_with("GET /tickets?") ? page : R"({"id":"tkt_1"})", json);
}

}  // namespace

extern "C" {

[[gnu::noinline]] void counted_page_raw(peers::RawCurl& curl, const std::string& url) {
  for (int i = 0; i < times; ++i) (void)peers::tickets_by_sax(curl.get(url + "/tickets?limit=100"));
}
[[gnu::noinline]] void counted_page(const ticket0::Client& client) {
  for (int i = 0; i < times; ++i) (void)client.tickets().page({.limit = 100});
}
[[gnu::noinline]] void counted_tiny_raw(peers::RawCurl& curl, const std::string& url) {
  for (int i = 0; i < times; ++i) (void)curl.get(url + "/tiny");
}
[[gnu::noinline]] void counted_tiny(const ticket0::Client& client) {
  for (int i = 0; i < times; ++i) (void)client.send("GET", "/tiny");
}
[[gnu::noinline]] void counted_decode_raw(const std::string& body) {
  for (int i = 0; i < times; ++i) (void)peers::tickets_by_sax(body);
}
[[gnu::noinline]] void counted_decode(const std::string& body) {
  for (int i = 0; i < times; ++i) (void)ticket0::detail::json::decode_page<ticket0::Ticket>(body, 100);
}
[[gnu::noinline]] void counted_timestamp() {
  for (int i = 0; i < times; ++i) (void)ticket0::parse_timestamp("2026-04-22T10:30:00.125Z");
}
}

int main() {
  const peers::ServerProcess server{&serve};
  const ticket0::Client client{{.api_key = ticket0::Secret{"t0_measured"}, .base_url = server.url()}};
  peers::RawCurl curl;
  const std::string body = peers::ticket_page(1, 100);
  // Not counted: the first time connects, and looks up what is looked up once.
  (void)peers::tickets_by_sax(curl.get(server.url() + "/tickets?limit=100"));
  (void)client.tickets().page({.limit = 100});
  (void)client.send("GET", "/tiny");

  counted_page_raw(curl, server.url());
  counted_page(client);
  counted_tiny_raw(curl, server.url());
  counted_tiny(client);
  counted_decode_raw(body);
  counted_decode(body);
  counted_timestamp();
}

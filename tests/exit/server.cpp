// A service for programs that end: it answers at once, or never under /hang. Prints its URL and, with TLS,
// the file with its authority, and runs until its standard input ends.
//   exit_server [tls]
#include <csignal>
#include <iostream>
#include <optional>

#include "transport/raw_server.hpp"
#ifdef TICKET0_EXIT_TLS
#include "transport/tls_server.hpp"
#endif

namespace {

constexpr std::string_view ticket = R"({"id":"tkt_1","subject":"hello"})";

bool hangs(const std::string& head) { return head.find("tkt_hang ") != std::string::npos; }

void serve(RawServer::Connection& connection) {
  for (std::string request; !(request = connection.read_request()).empty();) {
    if (hangs(request)) return connection.wait_for_close();
    connection.respond(200, ticket, "Content-Type: application/json\r\n");
  }
}

void wait_for_the_end_of_input() {
  std::cout << std::flush;
  std::string line;
  while (std::getline(std::cin, line)) continue;
}

}  // namespace

int main(int count, char**) {
  std::signal(SIGPIPE, SIG_IGN);  // programs that end close their connections at any moment
#ifdef TICKET0_EXIT_TLS
  if (count > 1) {
    const TlsServer server{[](TlsServer::Connection& connection) {
      for (std::string head; !(head = connection.read_head()).empty();)
        if (!hangs(head)) connection.respond(ticket);  // else the next head never comes
    }};
    std::cout << server.url() << ' ' << server.ca_file() << '\n';
    wait_for_the_end_of_input();
    return 0;
  }
#endif
  if (count > 1) return 77;
  const RawServer server{serve};
  std::cout << server.url() << " -\n";
  wait_for_the_end_of_input();
}

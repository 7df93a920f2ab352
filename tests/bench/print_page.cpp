// Prints the answer to GET /tickets with COUNT tickets, for a server of files.
// Usage: print_page COUNT
#include <cstdio>
#include <cstdlib>

#include "peers/ticket_page.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string page = peers::ticket_page(1, std::atoi(argv[1]), "eyJhZnRlciI6InRrdF8xIn0=");
  return std::fwrite(page.data(), 1, page.size(), stdout) == page.size() ? 0 : 1;
}

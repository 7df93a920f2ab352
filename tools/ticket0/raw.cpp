#include <algorithm>
#include <cctype>
#include <memory>
#include <string>

#include "commands.hpp"

namespace tool {

void add_raw(CLI::App& program, Session& session) {
  struct Wanted {
    std::string method{}, path{}, body_file{};
    bool include{false};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(
      program, "raw", "Calls any endpoint, with the key, the limit and the errors of the others",
      {"ticket0 raw GET '/tickets?limit=1'", "ticket0 raw GET /customers/cus_0001 --include",
       "echo '{\"status\":\"open\"}' | ticket0 raw PATCH /tickets/tkt_0250 --body-file - --dry-run"});
  verb.add_option("METHOD", wanted->method, "GET, POST, PUT, PATCH or DELETE")->required();
  verb.add_option("PATH", wanted->path,
                  "path and query below the base URL, percent-encoded, e.g. /tickets?limit=5")
      ->required();
  verb.add_option("--body-file", wanted->body_file, "file with the JSON body, or - for standard input")
      ->type_name("FILE");
  verb.add_flag("-i,--include", wanted->include, "the status and the headers too");
  session.take_dry_run(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    auto& method = wanted->method;
    std::transform(method.begin(), method.end(), method.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const auto body = wanted->body_file.empty() ? std::string{} : read_text("--body-file", wanted->body_file);
    const auto send = [&](const ticket0::Client& client) { return client.send(method, wanted->path, body); };
    const auto response = session.write(send, method != "GET");
    if (!response) return;
    std::string head;
    if (wanted->include) {
      head = "status: " + std::to_string(response->status) + '\n';
      for (const auto& [name, value] : response->headers) head += name + ": " + value + '\n';
      head += '\n';
    }
    print_received(head + response->body + (response->body.ends_with('\n') ? "" : "\n"));
  });
}

}  // namespace tool

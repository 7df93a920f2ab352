// crashing_receiver PORT DATABASE EFFECTS: a receiver with the SQLite store of docs/webhooks.md, to be killed
// at any moment. It prints its port, then "begin ID" and "end ID" around the effect of an event: a line in
// the file EFFECTS.
#include <fcntl.h>
#include <httplib.h>
#include <unistd.h>

#include <cstdlib>

#include "docs/sqlite_seen_store.hpp"

namespace {

void write_line(int file, const std::string& line) {
  const std::string whole = line + '\n';
  if (::write(file, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) std::_Exit(3);
}

}  // namespace

int main(int count, char** arguments) {
  using namespace std::chrono_literals;
  if (count != 4) return 2;
  const int effects = ::open(arguments[3], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  const ticket0::webhook::Receiver receiver{{.secrets = {ticket0::Secret{"whsec_sandbox"}},
                                             .seen = std::make_shared<SqliteSeenStore>(arguments[2]),
                                             .lease = 1s},
                                            [effects](const ticket0::webhook::Event& event) {
                                              write_line(STDOUT_FILENO, "begin " + event.id);
                                              write_line(effects, event.id);
                                              write_line(STDOUT_FILENO, "end " + event.id);
                                            }};

  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(1); };  // one event is in progress at most
  server.set_keep_alive_max_count(1);
  server.Post("/", [&](const httplib::Request& request, httplib::Response& response) {
    response.status =
        receiver.receive(request.method, {request.headers.begin(), request.headers.end()}, request.body)
            .status;
  });
  int port = std::atoi(arguments[1]);
  if (port == 0)
    port = server.bind_to_any_port("127.0.0.1");
  else if (!server.bind_to_port("127.0.0.1", port))
    return 4;
  write_line(STDOUT_FILENO, std::to_string(port));
  return server.listen_after_bind() ? 0 : 5;
}

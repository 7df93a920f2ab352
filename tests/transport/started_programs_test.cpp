// What a program that this one starts has of the library: none of its connections.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>

#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"
#include "transport/tls_server.hpp"

namespace {

using namespace std::chrono_literals;

/// Writes the descriptors of a program to a file, one in a line: its number and what it is.
constexpr const char* list = "ls -l /proc/$$/fd | sed -n 's/.* \\([0-9]*\\) -> /\\1 /p' > ";

/// A way to start a shell with a command.
struct Way {
  const char* name;
  void (*start)(const std::string& command);
  friend void PrintTo(const Way& each, std::ostream* out) { *out << each.name; }
};

void by_system(const std::string& command) { EXPECT_EQ(std::system(command.c_str()), 0); }

void wait_for(pid_t child) {
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

void by_fork_and_exec(const std::string& command) {
  const pid_t child = fork();
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  wait_for(child);
}

void by_posix_spawn(const std::string& command) {
  std::string shell{"sh"};
  std::string option{"-c"};
  std::string text{command};
  char* arguments[]{shell.data(), option.data(), text.data(), nullptr};
  pid_t child = 0;
  ASSERT_EQ(posix_spawn(&child, "/bin/sh", nullptr, nullptr, &arguments[0], environ), 0);
  wait_for(child);
}

/// Those of a program started now that are not Unix sockets: libcurl has no option for the pair by which it
/// is woken, and 7.88 leaves it to the started program.
std::vector<std::string> inherited_sockets(const Way& way) {
  const std::string file = testing::TempDir() + "inherited_" + std::to_string(getpid()) + "_" + way.name;
  way.start(list + file);
  std::vector<std::string> sockets;
  std::ifstream lines{file};
  for (std::string number, what; lines >> number >> what;) {
    if (what.find("socket:") == std::string::npos) continue;
    int domain = 0;
    socklen_t size = sizeof domain;
    getsockopt(std::stoi(number), SOL_SOCKET, SO_DOMAIN, &domain, &size);  // it has the same number here
    if (domain != AF_UNIX) sockets.push_back(number + " " + what);
  }
  unlink(file.c_str());
  return sockets;
}

class StartedProgram : public testing::TestWithParam<Way> {};

TEST_P(StartedProgram, HasNoConnectionWhileACallRunsOrAfterIt) {
  std::promise<void> arrived;
  std::promise<void> go_on;
  RawServer server{[&](RawServer::Connection& connection) {
    connection.read_request();
    arrived.set_value();
    go_on.get_future().wait();
    connection.respond(200, "good");
    connection.read_request();
  }};
  const auto transport = ticket0::detail::make_curl_transport({});
  auto call = std::async(std::launch::async, [&] {
    return transport->send({.method = "GET", .url = server.url()}, {.time_left = 20s}).body;
  });
  arrived.get_future().wait();
  EXPECT_THAT(inherited_sockets(GetParam()), testing::IsEmpty()) << "during the call";
  go_on.set_value();
  EXPECT_EQ(call.get(), "good");
  EXPECT_THAT(inherited_sockets(GetParam()), testing::IsEmpty()) << "after it";
}

TEST_P(StartedProgram, HasNoTlsConnectionEither) {
  TlsServer server{[](TlsServer::Connection& connection) {
    while (!connection.read_head().empty()) connection.respond("good");
  }};
  const auto transport = ticket0::detail::make_curl_transport({.tls = {.ca_file = server.ca_file()}});
  EXPECT_EQ(transport->send({.method = "GET", .url = server.url()}, {.time_left = 20s}).body, "good");
  EXPECT_THAT(inherited_sockets(GetParam()), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Transport, StartedProgram,
                         testing::Values(Way{"System", &by_system}, Way{"ForkAndExec", &by_fork_and_exec},
                                         Way{"PosixSpawn", &by_posix_spawn}),
                         [](const auto& each) { return std::string{each.param.name}; });

/// A helper that lives longer than its parent's client does not hold the connection open.
TEST(StartedProgram, DoesNotKeepTheServerWaiting) {
  std::promise<void> closed;
  RawServer server{[&](RawServer::Connection& connection) {
    connection.read_request();
    connection.respond(200, "good");
    connection.wait_for_close();
    closed.set_value();
  }};
  auto transport = ticket0::detail::make_curl_transport({});
  (void)transport->send({.method = "GET", .url = server.url()}, {.time_left = 20s});
  int pipe_to_helper[2]{};
  ASSERT_EQ(pipe2(&pipe_to_helper[0], O_CLOEXEC), 0);
  const pid_t helper = fork();
  if (helper == 0) {
    dup2(pipe_to_helper[0], STDIN_FILENO);
    execl("/bin/cat", "cat", nullptr);  // until the pipe is closed
    _exit(127);
  }
  transport.reset();
  EXPECT_EQ(closed.get_future().wait_for(20s), std::future_status::ready);
  close(pipe_to_helper[1]);
  wait_for(helper);
  close(pipe_to_helper[0]);
}
}  // namespace

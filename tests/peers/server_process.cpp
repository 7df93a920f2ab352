#include "peers/server_process.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <stdexcept>

namespace peers {

ServerProcess::ServerProcess(const RawServer::Handler& handler) {
  int port_pipe[2];
  if (pipe(port_pipe) != 0) throw std::runtime_error{"no pipe"};
  child_ = fork();
  if (child_ == -1) throw std::runtime_error{"no process"};
  if (child_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const RawServer server{handler};
    const int port = server.port();
    if (write(port_pipe[1], &port, sizeof port) == static_cast<ssize_t>(sizeof port))
      for (;;) pause();
    _exit(1);
  }
  int port = 0;
  const bool told = read(port_pipe[0], &port, sizeof port) == static_cast<ssize_t>(sizeof port);
  close(port_pipe[0]);
  close(port_pipe[1]);
  if (!told) throw std::runtime_error{"the server did not start"};
  url_ = "http://127.0.0.1:" + std::to_string(port);
}

ServerProcess::~ServerProcess() {
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
}

}  // namespace peers

#include <csignal>
#include <cstddef>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "sandbox/cli.hpp"
#include "sandbox/server.hpp"

namespace {

/// Before any thread starts: every thread inherits the mask, so that the signals stay pending for
/// await_stop().
sigset_t block_stop_signals() {
  sigset_t signals{};
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void await_stop(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
}

void log_to_stderr(std::string_view line) { std::cerr << std::string(line) + "\n"; }

}  // namespace

int main(int count, char** arguments) {
  try {
    auto line = sandbox::parse_command_line(
        std::span<const char* const>(arguments, static_cast<std::size_t>(count)).subspan(1));
    if (line.help) {
      std::cout << sandbox::help_text();
      return 0;
    }
    if (!line.quiet) line.options.log = log_to_stderr;
    line.options.relay = true;  // for faults that come by HTTP

    const auto signals = block_stop_signals();
    const sandbox::Server server(std::move(line.options));
    std::cout << "TICKET0_BASE_URL=" << server.url() << "\nTICKET0_API_KEY=" << server.key() << std::endl;
    await_stop(signals);
    return 0;
  } catch (const sandbox::UsageError& error) {
    std::cerr << "ticket0-sandbox: " << error.what() << " (--help lists the options)\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "ticket0-sandbox: " << error.what() << "\n";
    return 1;
  }
}

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "key.hpp"
#include "tools/mask_keys.hpp"

namespace {

using tool::ExitCode;
using tool::Writing;

int fail(ExitCode code, const std::string& text) {
  std::cerr << "ticket0: " + mask_keys(text) + '\n';
  return static_cast<int>(code);
}

/// Cancels the calls of `source` at the first SIGINT or SIGTERM, and ends the program at the second.
void cancel_on_signals(const ticket0::CancelSource& source,
                       std::shared_ptr<const std::atomic<Writing>> writing) {
  ::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error that can be told
  sigset_t signals{};
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread{[signals, source, writing = std::move(writing)] {
    int signal = 0;
    sigwait(&signals, &signal);
    source.cancel();
    sigwait(&signals, &signal);
    if (*writing == Writing::none) ::_exit(static_cast<int>(ExitCode::interrupted));
    pollfd error{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
    if (::poll(&error, 1, 0) == 1)  // never waits for whoever reads it
      fail(ExitCode::unknown,
           "stopped; the change may have been made: look before you run the command again");
    ::_exit(static_cast<int>(ExitCode::unknown));
  }}.detach();
}

int run(const std::vector<std::string>& words) {
  const ticket0::CancelSource source;
  tool::Session session{source.token()};
  const auto writing = session.writing();
  cancel_on_signals(source, writing);
  const auto program = tool::make_program(session);
  // What fails after a change does not undo it, and leaves what the command has said of its end.
  const auto end = [&](ExitCode code, const std::string& text) {
    if (*writing != Writing::made) return fail(code, text);
    if (session.exit_code() != ExitCode::done) return fail(session.exit_code(), text);
    return fail(ExitCode::unknown, "the change was made: look before you run the command again; " + text);
  };
  try {
    program->parse(std::vector<std::string>{words.rbegin(), words.rend()});
    return static_cast<int>(session.exit_code());
  } catch (const CLI::Success& wanted) {
    return program->exit(wanted);
  } catch (const CLI::ParseError& mistake) {
    return end(ExitCode::usage, tool::mistake_in(*program, mistake, words));
  } catch (const tool::UsageError& mistake) {
    return end(ExitCode::usage, mistake.what());
  } catch (const tool::KeyError& mistake) {
    return end(ExitCode::key, mistake.what());
  } catch (const ticket0::Error& error) {
    if (*writing == Writing::made) return end(ExitCode::unknown, tool::text_of(error, session.sources()));
    const bool is_write = *writing == Writing::begun;
    return fail(tool::exit_code_of(error, is_write), tool::report(error, is_write, session.sources()));
  } catch (const std::exception& error) {
    if (*writing != Writing::begun) return end(ExitCode::other, error.what());
    return fail(ExitCode::unknown, "the change may have been made: look before you run the command again; " +
                                       std::string{error.what()});
  }
}

}  // namespace

int main(int count, char** words) {
  ::prctl(PR_SET_DUMPABLE, 0);  // the key stays out of a core
  return run({words + 1, words + (count > 0 ? count : 1)});
}

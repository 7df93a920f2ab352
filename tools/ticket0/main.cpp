#include <signal.h>
#include <sys/prctl.h>

#include <unistd.h>
#include <cstddef>
#include <exception>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "key.hpp"

namespace {

using tool::ExitCode;

/// Cancels the calls of `source` at the first SIGINT or SIGTERM, and ends the program at the second.
void cancel_on_signals(const ticket0::CancelSource& source) {
  ::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error that can be told
  sigset_t signals{};
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread{[signals, source] {
    int signal = 0;
    sigwait(&signals, &signal);
    source.cancel();
    sigwait(&signals, &signal);
    ::_exit(static_cast<int>(ExitCode::interrupted));
  }}.detach();
}

int fail(ExitCode code, const std::string& text) {
  std::cerr << "ticket0: " + text + '\n';
  return static_cast<int>(code);
}

int run(const std::vector<std::string>& words) {
  const ticket0::CancelSource source;
  cancel_on_signals(source);
  tool::Session session{source.token()};
  const auto program = tool::make_program(session);
  try {
    program->parse(std::vector<std::string>{words.rbegin(), words.rend()});
    return static_cast<int>(session.exit_code());
  } catch (const CLI::Success& wanted) {
    return program->exit(wanted);
  } catch (const CLI::ParseError& mistake) {
    return fail(ExitCode::usage, tool::mistake_in(*program, mistake, words));
  } catch (const tool::UsageError& mistake) {
    return fail(ExitCode::usage, mistake.what());
  } catch (const tool::KeyError& mistake) {
    return fail(ExitCode::key, mistake.what());
  } catch (const ticket0::Error& error) {
    return fail(tool::exit_code_of(error, session.is_write()), tool::report(error, session.is_write()));
  } catch (const std::exception& error) {
    return fail(ExitCode::other, error.what());
  }
}

}  // namespace

int main(int count, char** words) {
  ::prctl(PR_SET_DUMPABLE, 0);  // the key stays out of a core
  return run({words + 1, words + (count > 0 ? count : 1)});
}

// A program that reports its own crash as a ticket, at its next start:
//   TICKET0_API_KEY=t0_... crash_report DIRECTORY [crash]
// With `crash` it dies as if by a bug. Nothing of the outbox may be used in a signal handler: the handler
// writes a line to a file that is open already, and the next start hands it over. The key needs the scope
// tickets:write only: a key that may read does not belong in a program that you give to others.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "arguments.hpp"
#include "run.hpp"
#include "ticket0/outbox.hpp"

namespace {

// [snippet crash_handler]
int report_file = -1;

extern "C" void on_crash(int signal) {
  const char text[] = "The program crashed.\n";  // only what is async-signal-safe: write() to an open file
  (void)!::write(report_file, text, sizeof text - 1);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

/// What the last run left behind becomes an entry. Its key is that run's: whatever happens between these
/// lines, there is one ticket.
void hand_over(const ticket0::outbox::Outbox& box, const std::string& report) {
  std::ifstream file{report};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (!text.empty()) {
    const auto when = std::filesystem::last_write_time(report).time_since_epoch().count();
    try {
      box.put("crash-" + std::to_string(when),
              {.subject = "Crash report", .customer_email = "crashes@example.com", .body = text});
    } catch (const ticket0::InvalidArgument& error) {  // it would be refused at each start
      std::cerr << error.what() << "; it is kept as " << report << ".refused\n";
      std::filesystem::rename(report, report + ".refused");
    }
  }
  std::filesystem::remove(report);
}
// [end]

}  // namespace

int main(int count, char** words) {
  return run([&] {
    Arguments arguments{count, words, "crash_report DIRECTORY [crash]"};
    const bool crashes = arguments.flag("crash");
    const std::string directory{arguments.word()};
    arguments.end();

    const std::string report = directory + "/crash.txt";
    const ticket0::outbox::Outbox box{{.path = directory + "/outbox.db"}};
    hand_over(box, report);
    if (crashes) {
      report_file = ::open(report.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
      ::signal(SIGABRT, &on_crash);
      std::abort();
    }
    const ticket0::Client client{ticket0::ClientOptions::from_env()};
    const auto done = box.drain(client);
    std::cout << done.sent << " sent, " << done.all.queued.entries << " waiting\n";
    if (!done.paused.empty()) std::cerr << done.paused << '\n';
  });
}

// A service that sends what other programs put into an outbox:
//   TICKET0_API_KEY=t0_... reply_worker OUTBOX [--once]
// It stops on SIGINT and SIGTERM when the reply under way is settled. With --once it sends what is due and
// ends, as for cron. Exit codes beside those of the other examples: 5, somebody has to look at what is
// unknown (listed on stderr); 6, it pauses, and something is left.
#include <pthread.h>
#include <signal.h>

#include <future>
#include <iostream>

#include "arguments.hpp"
#include "run.hpp"
#include "ticket0/outbox.hpp"

namespace {

using namespace ticket0;

/// What a person has to look at: the ticket shows whether it is there.
void list_unknown(const outbox::Outbox& box) {
  for (const auto& entry : box.list(outbox::State::unknown))
    std::cerr << entry.id << ' ' << entry.key << " may have been sent"
              << (entry.ticket ? ": look at " + entry.ticket->str() : std::string{}) << '\n';
}

// [snippet cron]
int send_what_is_due(const outbox::Outbox& box, const Client& client) {
  const auto done = box.drain(client);
  std::cout << done.sent << " sent, " << done.rejected << " rejected, " << done.all.queued.entries
            << " queued\n";
  list_unknown(box);
  if (done.all.unknown.entries > 0) return 5;
  if (!done.paused.empty()) std::cerr << done.paused << '\n';
  return done.paused.empty() ? 0 : 6;
}
// [end]

// [snippet service]
int send_until_stopped(const outbox::Outbox& box, const Client& client) {
  sigset_t signals{};
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before there are other threads
  const CancelSource stop;
  auto sending = std::async(std::launch::async, [&] { return box.run(client, stop.token()); });
  const timespec second{.tv_sec = 1, .tv_nsec = 0};
  while (sending.wait_for(std::chrono::seconds{0}) != std::future_status::ready &&
         ::sigtimedwait(&signals, nullptr, &second) < 0) {}
  stop.cancel();
  const auto done = sending.get();
  std::cout << done.sent << " sent, " << done.all.queued.entries << " queued\n";
  list_unknown(box);
  return 0;
}
// [end]

}  // namespace

int main(int count, char** words) {
  return run([&] {
    Arguments arguments{count, words, "reply_worker OUTBOX [--once]"};
    const bool once = arguments.flag("--once");
    outbox::Options options{.path = arguments.word()};
    arguments.end();
    options.on_change = [](const outbox::Change& change) {  // a line of progress for each change
      std::cout << change.key << ' ' << to_string(change.state) << std::endl;
    };
    options.on_pause = [](std::string_view reason) { std::cerr << "pauses: " << reason << '\n'; };
    const outbox::Outbox box{std::move(options)};
    const Client client{ClientOptions::from_env()};
    return once ? send_what_is_due(box, client) : send_until_stopped(box, client);
  });
}

// Reads the messages of the 50 newest tickets in parallel, and shows which customers wait for an answer.
//   TICKET0_API_KEY=t0_... async_fanout
// The key needs the scopes tickets:read and messages:read. This uses 51 of the 60 requests a minute.
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "run.hpp"
#include "text.hpp"
#include "ticket0/async.hpp"

namespace {

using namespace std::chrono_literals;

using Thread = std::vector<ticket0::Message>;
using Tasks = std::vector<ticket0::Task<Thread>>;

/// One request per ticket, as many in parallel as the client's pool has workers.
Tasks start_reading(const ticket0::Client& client, const std::vector<ticket0::Ticket>& tickets) {
  Tasks tasks;
  for (const auto& ticket : tickets)
    tasks.push_back(ticket0::async(client, [id = ticket.id](const ticket0::Client& c) {
      return c.messages().page(id, {.limit = 200}).items;
    }));
  return tasks;
}

void draw_bar(const Tasks& tasks) {
  constexpr std::size_t width = 40;
  const auto done = static_cast<std::size_t>(
      std::count_if(tasks.begin(), tasks.end(), [](const auto& task) { return task.wait_for(0ms); }));
  const std::size_t filled = width * done / tasks.size();
  std::cerr << "\r[" << std::string(filled, '#') << std::string(width - filled, ' ') << "] " << done << '/'
            << tasks.size() << std::flush;
}

/// Returns when all tasks have ended, whether they succeeded or not.
void watch(const Tasks& tasks) {
  for (const auto& task : tasks) {
    do draw_bar(tasks);
    while (!task.wait_for(100ms));
  }
  if (!tasks.empty()) draw_bar(tasks);
  std::cerr << '\n';
}

/// The direction of the last message that the customer can see; empty if there is none.
std::string_view last_direction(const Thread& thread) {
  const auto last = std::find_if(thread.rbegin(), thread.rend(), [](const auto& m) { return !m.is_note; });
  return last == thread.rend() ? std::string_view{} : last->direction.text();
}

void fan_out(const ticket0::Client& client) {
  const auto tickets = client.tickets().page({.limit = 50}).items;
  Tasks tasks = start_reading(client, tickets);
  watch(tasks);

  std::size_t messages = 0;
  int waiting = 0;
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    const Thread thread = std::move(tasks[i]).get();  // rethrows what its call threw
    const auto direction = last_direction(thread);
    messages += thread.size();
    if (direction == to_string(ticket0::Direction::inbound)) ++waiting;
    std::cout << tickets[i].id.str() << std::setw(5) << thread.size() << "  "
              << padded(std::string{direction.empty() ? "-" : direction}, 8) << "  "
              << cut(tickets[i].subject, 60) << '\n';
  }
  std::cout << tickets.size() << " tickets, " << messages << " messages; " << waiting
            << " customers wait for an answer\n";
}

}  // namespace

int main() {
  return run([] { fan_out(ticket0::Client{ticket0::ClientOptions::from_env()}); });
}

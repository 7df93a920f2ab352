// outbox_sender PATH URL KEY FACTOR START THREADS STEP TIMES SIGNAL BROKEN FROM TO TICKETS...
//
// A process to be killed or stopped: it puts what is to be put, see work.hpp, then sends until somebody ends
// it.
#include <cstdlib>
#include <iostream>
#include <thread>
#include <vector>

#include "outbox/aim.hpp"
#include "outbox/clock.hpp"
#include "outbox/work.hpp"

int main(int count, char** arguments) try {
  using namespace outbox_test;
  if (count < 13) return 2;
  const auto number = [&](int i) { return std::atoi(arguments[i]); };
  const auto clock = clock_of(number(4), std::atoll(arguments[5]));
  set_aim({.step = arguments[7], .times = number(8), .signal = number(9), .broken_rule = number(10)});
  const ticket0::outbox::Outbox box{outbox_options(arguments[1], clock)};
  const Work work{.from = number(11), .to = number(12), .tickets = {arguments + 13, arguments + count}};
  put_all(box, work);
  std::cout << "put" << std::endl;
  if (number(6) == 0) return 0;

  const ticket0::Client client{client_options(arguments[2], arguments[3], clock)};
  if (number(6) < 0) {  // a person
    (void)box.drain(client);
    for (const auto& each : box.list(ticket0::outbox::State::unknown)) box.retry(each.id);
    (void)clock->wait_until(clock->now() + std::chrono::seconds{5}, {});  // a pause is over
    (void)box.drain(client);
    return 0;
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < number(6); ++i) threads.emplace_back([&] { (void)box.run(client, {}); });
  for (std::thread& each : threads) each.join();
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}

// Reads the three newest tickets, each in a coroutine that reads its customer and its messages in parallel.
//   TICKET0_API_KEY=t0_... coroutines
// The key needs the scopes tickets:read, customers:read and messages:read.
#include <coroutine>
#include <future>
#include <iostream>
#include <string>
#include <vector>

#include "run.hpp"
#include "text.hpp"
#include "ticket0/async.hpp"

namespace {

/// A coroutine that starts immediately and returns a string. Any such type of your own will do.
struct Text {
  struct promise_type {
    Text get_return_object() { return {.result = promise.get_future()}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(std::string text) { promise.set_value(std::move(text)); }
    void unhandled_exception() { promise.set_exception(std::current_exception()); }
    std::promise<std::string> promise{};
  };
  std::future<std::string> result;
};

// [snippet threading_coroutine]
/// `client` has to outlive the coroutine; parameters that have to live that long are passed by value.
Text describe(const ticket0::Client& client, ticket0::Ticket ticket) {
  // Both calls are on their way before either is waited for. Each task has a name: see async() for why.
  auto reading_messages = ticket0::async(client, [id = ticket.id](const ticket0::Client& c) {
    return c.messages().page(id, {.limit = 200}).items;
  });
  auto reading_email = ticket0::async(client, [id = ticket.customer_id](const ticket0::Client& c) {
    return id ? c.customers().get(*id).email.value_or("nobody") : "nobody";
  });
  const std::string email = co_await std::move(reading_email);
  const auto messages = co_await std::move(reading_messages);
  co_return ticket.id.str() + " of " + cut(email, 60) + ": " + std::to_string(messages.size()) +
      " messages, of " + cut(ticket.subject, 60);
}
// [end]

}  // namespace

int main() {
  return run([] {
    const ticket0::Client client{
        ticket0::ClientOptions::from_env()};  // destroyed last: waits for its workers
    std::vector<Text> texts;
    for (auto& ticket : client.tickets().page({.limit = 3}).items)
      texts.push_back(describe(client, std::move(ticket)));
    for (auto& text : texts) std::cout << text.result.get() << '\n';
  });
}

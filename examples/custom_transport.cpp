// Records what the service answers, and plays it back without the service: for a bug report or a test.
//   TICKET0_API_KEY=t0_... custom_transport record FILE
//   custom_transport replay FILE
// Headers and request bodies are not recorded. Keys and mail addresses are removed from the rest; names and
// messages stay, so look at a recording before you pass it on.
#include <iostream>

#include "arguments.hpp"
#include "recording.hpp"
#include "run.hpp"
#include "text.hpp"
#include "ticket0/client.hpp"

namespace {

/// Prints who wrote the three newest tickets.
void show(const ticket0::Client& client) {
  for (const auto& ticket : client.tickets().page({.limit = 3}).items)
    for (const auto& message : client.messages().list(ticket.id).at_most(1))
      std::cout << ticket.id.str() << "  " << cut(message.from_address.value_or("-"), 60) << '\n';
}

}  // namespace

int main(int count, char** words) {
  return run([&] {
    const std::string usage = "custom_transport record|replay FILE";
    Arguments arguments{count, words, usage};
    const auto mode = arguments.word();
    const auto path = arguments.word();
    arguments.end();

    if (mode == "record") {
      auto options = ticket0::ClientOptions::from_env();
      const auto recorder = std::make_shared<Recorder>(ticket0::make_default_transport(options), path);
      options.transport = recorder;
      show(ticket0::Client{std::move(options)});
      if (!recorder->is_complete()) throw std::runtime_error{path + " lacks the last answer"};
    } else if (mode == "replay") {
      show(ticket0::Client{
          {.api_key = ticket0::Secret{"t0_none"}, .transport = std::make_shared<Player>(path)}});
    } else {
      throw UsageError{usage};
    }
  });
}

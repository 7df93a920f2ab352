// Replies to a customer, taking care that the reply is not sent twice:
//   TICKET0_API_KEY=t0_... reply_with_guard TICKET_ID FROM_ADDRESS TEXT
// If the answer to the reply gets lost, the library looks at the ticket to see whether the reply is there.
// That needs the scope messages:read beside messages:send. Exit code 5: it is not known whether the customer
// has the reply.
#include <iostream>

#include "arguments.hpp"
#include "run.hpp"
#include "ticket0/client.hpp"

namespace {

/// Prints to stderr what the library does: it looks for a reply in doubt after 2, 5 and 15 seconds.
class Narrator final : public ticket0::Observer {
 public:
  void on_response(const Attempt& attempt, int status, std::chrono::microseconds) noexcept override {
    std::cerr << attempt.method << ' ' << attempt.route << ": " << status << '\n';
  }
  void on_failure(const Attempt& attempt, std::string_view reason,
                  std::chrono::microseconds) noexcept override {
    std::cerr << attempt.method << ' ' << attempt.route << ": " << reason << '\n';
  }
  void on_wait(const Attempt&, std::chrono::milliseconds time, ticket0::WaitReason reason) noexcept override {
    std::cerr << "waits " << time.count() << " ms: " << to_string(reason) << '\n';
  }
};

int reply(const ticket0::Client& client, const ticket0::TicketId& ticket, const ticket0::NewReply& reply) {
  try {
    const auto message = client.messages().reply(ticket, reply);
    std::cout << "replied to " << ticket.str() << ": " << message.id.str() << '\n';
    return 0;
  } catch (const ticket0::ReplyOutcomeUnknown& e) {
    // Do not send it again. A person can see whether it was sent, and a missing reply can be sent later.
    std::cerr << e.explain() << "\nLook at " << e.ticket().str() << " before this reply is sent again.\n";
    return 5;
  }
}

}  // namespace

int main(int count, char** words) {
  return run([&] {
    Arguments arguments{count, words, "reply_with_guard TICKET_ID FROM_ADDRESS TEXT"};
    const ticket0::TicketId ticket{arguments.word()};
    const ticket0::NewReply new_reply{.from_address = arguments.word(), .body_text = arguments.word()};
    arguments.end();

    auto options = ticket0::ClientOptions::from_env();
    options.observer = std::make_shared<Narrator>();
    return reply(ticket0::Client{std::move(options)}, ticket, new_reply);
  });
}

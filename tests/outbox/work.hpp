#pragma once

#include "outbox/clock.hpp"
#include "ticket0/outbox.hpp"

/// What the processes of the kill test hand over: the n-th entry is the same whoever puts it.
namespace outbox_test {

struct Work {
  int from{0};
  int to{0};
  std::vector<std::string> tickets{};  // of the service, to which the replies go in turn
};

/// Every 21st entry is a new ticket, the one after it a reply to that.
[[nodiscard]] inline bool is_ticket(int n) { return n % 21 == 20; }
[[nodiscard]] inline bool is_after_ticket(int n) { return n % 42 == 21; }
[[nodiscard]] inline std::string key_of(int n) { return "entry-" + std::to_string(n); }
[[nodiscard]] inline std::string text_of(int n) {
  return "Hello, this is number " + std::to_string(n) + " of our replies. It ships today.";
}
[[nodiscard]] inline std::string subject_of(int n) { return "Crash number " + std::to_string(n) + "."; }

inline void put_all(const ticket0::outbox::Outbox& box, const Work& work) {
  for (int n = work.from; n < work.to; ++n) {
    const ticket0::NewReply reply{.from_address = "support@helpdesk.example", .body_text = text_of(n)};
    const auto& ticket = work.tickets.at(static_cast<std::size_t>(n) % work.tickets.size());
    if (is_ticket(n))
      (void)box.put(key_of(n),
                    {.subject = subject_of(n), .customer_email = "jane@example.com", .body = text_of(n)});
    else if (is_after_ticket(n))
      (void)box.put_after(key_of(n), key_of(n - 1), reply);
    else
      (void)box.put(key_of(n), ticket0::TicketId{ticket}, reply);
  }
}

[[nodiscard]] inline std::shared_ptr<FastClock> clock_of(int factor, long long start) {
  return std::make_shared<FastClock>(factor, FastClock::Wall::time_point{std::chrono::microseconds{start}});
}

[[nodiscard]] inline ticket0::outbox::Options outbox_options(const std::string& path,
                                                             std::shared_ptr<ticket0::Clock> clock) {
  return {.path = path, .mark_subjects = true, .clock = std::move(clock)};
}

[[nodiscard]] inline ticket0::ClientOptions client_options(const std::string& url, const std::string& key,
                                                           std::shared_ptr<ticket0::Clock> clock) {
  return {.api_key = ticket0::Secret{key},
          .base_url = url,
          .timeout = std::chrono::minutes{10},
          .attempt_timeout = std::chrono::minutes{10},
          .rate_limit = {.enabled = false},
          .clock = std::move(clock)};
}

}  // namespace outbox_test

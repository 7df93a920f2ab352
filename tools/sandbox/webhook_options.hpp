#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sandbox {

/// The webhook endpoint that somebody has saved with the service, and what goes wrong with its deliveries.
/// Percentages are chances, the same for the same seed, event and attempt. The ping is spared all of it.
struct WebhookOptions {
  std::string url{};                                  // http://...; empty: nobody is told of events
  std::vector<std::string> secrets{"whsec_sandbox"};  // each attempt is signed with one of them, by chance
  bool ping{true};                                    // sent once the sandbox serves
  double retry_scale{1};                              // of the waits: 1 min, 5 min, 30 min, 2 h and 6 h
  std::chrono::milliseconds delay{0};                 // between an event and its first attempt
  int duplicate{0};                                   // percent of events sent twice at the same time
  int reorder{0};  // percent of events, of two in a row one at most, that wait until the one after them has
                   // been sent, but no longer than a second
  int tamper{0};   // percent of attempts whose body is changed after it was signed
  std::uint32_t seed{1};

  friend bool operator==(const WebhookOptions&, const WebhookOptions&) = default;
};

/// What is wrong with them, beginning with the member: "url must be ...".
std::optional<std::string> mistake_in(const WebhookOptions& options);

}  // namespace sandbox

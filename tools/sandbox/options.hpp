#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/fault.hpp"
#include "sandbox/generation.hpp"
#include "sandbox/keys.hpp"

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

struct Options {
  std::string host{"127.0.0.1"};  // a loopback address, or localhost for 127.0.0.1
  int port{0};                    // 0: any free port
  // 0: no limit. Counted for all keys together, of which the service allows 60; in the older generation for
  // each key, of which it allows 1000.
  int requests_per_minute{0};
  std::chrono::milliseconds window{60'000};  // of the limit, for those who cannot wait a minute
  std::size_t tickets{250};                  // seeded
  std::vector<ApiKey> keys{{.key = "t0_sandbox_admin"}};
  std::size_t connections{64};  // served at the same time; an open connection that is idle counts too
  // A line for each request, without key, query and body, and for each attempt of a webhook. Called from any
  // thread.
  std::function<void(std::string_view line)> log{};
  Generation generation{Generation::newer};  // whose shapes it has
  std::vector<Fault> faults{};               // what goes wrong
  WebhookOptions webhook{};                  // who is told of events

  /// The time of what is created, of events, of `Date` headers, of the limit and of late changes. Called from
  /// any thread.
  std::function<std::chrono::system_clock::time_point()> now{std::chrono::system_clock::now};

  /// Lets Server::inject break connections; faults among the options bring it with them.
  bool relay{false};
};

/// Text from 127.0.0.0/8, ::1 or localhost.
bool is_loopback(std::string_view host);

}  // namespace sandbox

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/fault.hpp"
#include "sandbox/generation.hpp"
#include "sandbox/keys.hpp"
#include "sandbox/webhook_options.hpp"

namespace sandbox {

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

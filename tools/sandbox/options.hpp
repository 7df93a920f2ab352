#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/keys.hpp"

namespace sandbox {

struct Options {
  std::string host{"127.0.0.1"};             // a loopback address, or localhost for 127.0.0.1
  int port{0};                               // 0: any free port
  int requests_per_minute{0};                // 0: no limit. The service itself allows 60 per workspace
  std::chrono::milliseconds window{60'000};  // of the limit, for those who cannot wait a minute
  std::size_t tickets{250};                  // seeded
  std::vector<ApiKey> keys{{.key = "t0_sandbox_admin"}};
  std::size_t connections{64};  // served at the same time; an open connection that is idle counts too
  std::function<void(std::string_view line)> log{};  // a line for each request, without key, query and body
};

/// Text from 127.0.0.0/8, ::1 or localhost.
bool is_loopback(std::string_view host);

}  // namespace sandbox

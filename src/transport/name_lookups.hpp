#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "ticket0/http.hpp"

namespace ticket0::inline v1::detail {

/// How the look-up of a host's name ended.
struct LookUp {
  enum class End : std::uint8_t { found, failed, no_thread, time_up, cancelled };
  End end{End::failed};
  std::vector<std::string> addresses{};  // as text, in the order in which they are to be tried
  int error{0};                          // of getaddrinfo()
  int os_error{0};                       // errno that goes with it, or EMFILE where no descriptor was left
  int under_way{0};                      // when time was up: look-ups of the name that have not ended
};

/// A name that was not found.
struct MissingName {
  std::string name;
  LookUp lookup;
};

/// The look-ups of this process. libcurl's own cannot be relied on: what an abandoned one does depends on the
/// version (see curl_library.hpp), none tells when its thread has ended, and none tells a name that does
/// not exist from a name server that is down. getaddrinfo() cannot be interrupted, so it runs on a thread of
/// its own, which may outlive the call that began it; there are few of these, however many calls wait.
/// May be used by any thread, and by a forked child, which starts without any.
class NameLookUps {
 public:
  static constexpr int most_of_a_name = 4;  // at a time
  static constexpr int most = 16;
  /// A further look-up of a name begins when those under way are this old: their question may be lost.
  static constexpr std::chrono::seconds another_after{1};
  /// How long an address is taken for the host's without a new look-up: libcurl's default.
  static constexpr std::chrono::seconds kept_for{60};

  /// Waits until `until` for a look-up that is under way, or begins one. What was found less than `kept_for`
  /// ago is returned at once.
  [[nodiscard]] static LookUp find(const std::string& name, std::chrono::steady_clock::time_point until,
                                   const CancelToken& cancel);
  /// The next find() asks again: nobody was reached at the addresses.
  static void forget(const std::string& name) noexcept;
};

/// Why a look-up of `name` did not find it, e.g. `the host name "x" cannot be found`.
[[nodiscard]] std::string describe_lookup(const LookUp& lookup, const std::string& name);

}  // namespace ticket0::inline v1::detail

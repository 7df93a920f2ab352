#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sandbox/generation.hpp"

namespace sandbox {

/// Something that goes wrong with requests whose key is known and within the limit. "Done" is what the
/// service would have done without the fault, be it a change or a refusal.
struct Fault {
  enum class Kind {
    status_before,  // answered with the status, nothing done
    status_after,   // done, then answered with the status
    commit_late,    // answered with the status at once, done `delay` later
    lose_request,   // the connection is closed without an answer, nothing done
    lose_answer,    // done, then the connection is closed without an answer
    reset_before,   // lose_request with a TCP reset
    reset_after,    // lose_answer with a TCP reset
    truncate,     // done, the whole length announced, `bytes` of the body sent, then the connection is closed
    drip,         // done, the body sent byte by byte with `delay` between them
    delay,        // done, answered `delay` later
    idle_bytes,   // done and answered; `delay` later bytes that nobody asked for, if the connection is idle
    idle_close,   // done and answered; `delay` later the connection is closed, if it is idle
    cursor_loop,  // a list whose nextCursor leads to the same page for ever
    overlap,      // a list whose next page begins with the last items (up to 3) of the page before it
    stale,        // a ticket's messages as they were `seconds` ago, with a Date and an Age that say so
    skew,         // the message of a reply, whose createdAt is `seconds` ahead of the Date
    rewrite,      // the message of a reply, whose text or address is stored otherwise, as `mode` says
  };
  std::string route{};   // "POST /tickets/:id/messages", or "*" for every route
  std::size_t skip{0};   // matching requests let through first; those that an earlier fault hits do not count
  std::size_t times{1};  // then so many are hit; 0: all
  Kind kind{Kind::status_before};
  int status{500};     // of the status kinds and commit_late; 200 to 599
  std::string code{};  // of the error body. Empty: the documented one of the status, and for a status that
                       // has none, as for "-", a page in HTML as a gateway sends it
  std::optional<int> retry_after{};    // seconds of a Retry-After header; of the status kinds and commit_late
  std::chrono::milliseconds delay{0};  // of commit_late, drip, delay, idle_bytes and idle_close
  std::size_t bytes{0};                // of truncate
  std::chrono::seconds seconds{0};     // of stale and skew; a skew may be negative: behind
  std::string mode{};                  // of idle_bytes and rewrite, see modes_of()
};

/// The name of the enumerator.
std::string_view text(Fault::Kind kind);
std::optional<Fault::Kind> parse_kind(std::string_view text);

/// Kinds whose answer is not simply written to the connection.
bool is_on_the_wire(Fault::Kind kind);

/// Kinds that a list alone can have.
bool is_of_lists(Fault::Kind kind);

/// Kinds that change how a message is stored: they strike beside an entry of another kind, and each of them
/// has its own share of the requests.
bool is_of_storing(Fault::Kind kind);

/// The values that `mode` may have; none for a kind without one.
std::span<const std::string_view> modes_of(Fault::Kind kind);

/// Kinds that answer with `status`.
bool has_status(Fault::Kind kind);

/// What is wrong with a fault, and with which of its members.
struct FaultMistake {
  std::string member{};
  std::string text{};  // goes on after the member: "must be ..."
};
std::optional<FaultMistake> mistake_in(const Fault& fault, Generation generation);

}  // namespace sandbox

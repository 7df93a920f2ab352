#pragma once

#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/process.hpp"
#include "ticket0/error.hpp"
#include "ticket0/models.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// What this process knows of the replies that it sent to one service: which messages were given to calls as
/// their results (the last 10'000), which calls are under way, and which ended without knowing theirs. May be
/// used by any thread.
class ReplyMemory {
 public:
  static constexpr std::size_t capacity = 10'000;
  static constexpr std::size_t lost_capacity = 1'000;
  /// A call that ended so long ago without knowing its message has none that appears now.
  static constexpr std::chrono::minutes lost_for{10};

  enum class Known : std::uint8_t {
    no,
    yes,      // this message is the result of an earlier call
    perhaps,  // one with its id is, made within a minute of it or at an unknown time
  };
  /// Another service at the same address may give the same ids; its messages have other times.
  [[nodiscard]] Known knows(const TicketId& ticket, const Message& message) const;

  /// An answer to a reply: when the message was made, by the service's two clocks.
  void saw_dates(Timestamp created, Timestamp date) noexcept;
  /// The clock that dates messages was seen within a minute of the one behind `Date`, and never farther off.
  [[nodiscard]] bool dates_agree() const noexcept;

  class Sending;

 private:
  struct Entry {
    TicketId ticket;
    std::vector<std::size_t> print;
    std::chrono::steady_clock::time_point began;
    std::chrono::steady_clock::time_point ended;  // of a lost one
  };
  [[nodiscard]] Known knows(const std::string& key, std::optional<Timestamp> shown) const;
  void remember(const TicketId& ticket, const Message& message);
  void forget_old(std::chrono::steady_clock::time_point now);

  mutable std::mutex mutex_{};
  std::unordered_map<std::string, std::optional<Timestamp>> known_{};  // ticket and id -> createdAt
  std::deque<std::string> order_{};                                    // its keys, the oldest first
  std::list<Entry> under_way_{};
  std::list<Entry> lost_{};  // the oldest first
  /// When the last of those that were forgotten, because there were too many, ended.
  std::optional<std::chrono::steady_clock::time_point> forgotten_{};
  bool agreed_{false};
  bool disagreed_{false};
};

/// A reply that is being sent. Unless it is told how that ended, it is remembered as one whose message is
/// not known.
class ReplyMemory::Sending {
 public:
  /// `print` is what reply_text.hpp makes of the text: if two texts begin alike, the shorter
  /// print is the beginning of the longer. An empty one, of an unknown text, may be the beginning of any.
  Sending(std::shared_ptr<ReplyMemory> memory, Clock& clock, const TicketId& ticket,
          std::vector<std::size_t> print);
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;
  ~Sending();

  /// The service's answer: `message` is the result.
  void end(const Message& message);
  /// A failure. If it is certain that no message came of it, the reply is forgotten.
  void end(Outcome outcome) noexcept;

  enum class Claim : std::uint8_t {
    granted,     // `message` is the result
    twin,        // another call is sending the same to this ticket, or what begins like it
    lost_twin,   // such a call has ended without knowing its message
    of_another,  // the message is, at least perhaps, the result of another call
  };
  /// For a message that was found on the ticket.
  [[nodiscard]] Claim claim(const Message& message);
  /// True in a forked child, whose parent goes on with the same call.
  [[nodiscard]] bool is_inherited() const noexcept;

 private:
  [[nodiscard]] bool is_like(const Entry& other) const;

  std::shared_ptr<ReplyMemory> memory_;
  Clock& clock_;
  long process_;
  std::list<Entry>::iterator entry_{};
  bool is_open_{true};
};

/// The service that a client talks to: clients with the same values share what is known of its replies, in
/// this process.
struct ServiceKey {
  std::string base_url{};
  std::shared_ptr<const void> clock{};      // null: the default
  std::shared_ptr<const void> transport{};  // a stand-in for the service, whose ids are its own; or null
};
/// For `options` as the caller wrote them. Clients that name a scope share by that, stand-in or not.
[[nodiscard]] ServiceKey service_key(const ClientOptions& options, std::string_view base_url);

/// A client's way to that memory. A forked child starts with an empty one.
class SharedReplies {
 public:
  /// How many services are remembered that no client talks to.
  static constexpr std::size_t most_idle = 64;
  explicit SharedReplies(ServiceKey key) : key_(std::move(key)) {}
  [[nodiscard]] const std::shared_ptr<ReplyMemory>& get() const;

 private:
  ServiceKey key_;
  mutable PerProcess<MadeOnce<ReplyMemory>> own_{};
};

}  // namespace ticket0::inline v1::detail

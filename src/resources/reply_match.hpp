#pragma once

#include "engine/reply_memory.hpp"
#include "resources/reply_time.hpp"
#include "ticket0/models.hpp"

/// Which messages of a ticket are the reply that was sent, and what follows from that: decisions as functions
/// of what was seen.
namespace ticket0::inline v1::detail {

/// Is a message of the ticket the reply that was sent? What is not recognised is not therefore another's.
enum class Match : std::uint8_t {
  no,  // surely another: inbound, a note, known as another call's, or much older than the call
  yes,
  perhaps,
};

/// What a message's match depends on besides itself and the reply.
struct MatchBy {
  CallWindow window{};
  ReplyMemory::Known known{ReplyMemory::Known::no};  // as the result of an earlier call
  bool older_names{false};        // the response has the older generation's members: its address is another's
  bool of_another_ticket{false};  // by the ticket that it names
};
[[nodiscard]] Match match(const Message& message, const NewReply& reply, const MatchBy& by);

/// What one look at a ticket saw.
struct Tally {
  std::size_t seen{0};
  std::size_t ours{0};
  // Among those that may be the reply:
  std::size_t with_text{0};     // its text, and something else speaks against it or is missing
  std::size_t without_text{0};  // none or an empty one
  std::size_t otherwise{0};     // another text
  [[nodiscard]] std::size_t perhaps() const noexcept { return with_text + without_text + otherwise; }
};
void count(Tally& tally, const Message& message, const NewReply& reply, Match as);

/// With more candidates on a ticket, reading stops.
inline constexpr std::size_t most_candidates = 100;

struct Judgement {
  enum class State : std::uint8_t {
    unsure,
    found,     // the one message that is ours
    not_seen,  // only messages that are surely not the reply
  };
  State state{State::unsure};
  bool is_final{false};  // unsure, and another look would not help
  std::string why{};     // if unsure
};
[[nodiscard]] Judgement judge(const Tally& tally);

/// What a look can prove.
struct LookFacts {
  ResponseDates dates{};
  bool is_complete{false};  // it saw all messages of the ticket
  bool is_clean{false};     // it saw only messages that are surely not the reply
};
/// Why `looks`, in their order, do not prove that the reply was not stored before the last of them; empty if
/// they do. `doubtful` is the `Date` of the response that left the doubt.
[[nodiscard]] std::string_view why_unproven(std::span<const LookFacts> looks,
                                            std::optional<Timestamp> doubtful) noexcept;

}  // namespace ticket0::inline v1::detail

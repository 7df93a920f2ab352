#include "faults/day.hpp"

#include <algorithm>
#include <typeinfo>

namespace faults {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using ticket0::Outcome;

constexpr const char* reply_route = "POST /tickets/:id/messages";
constexpr int most_attempts = 5;
constexpr const char* from = "help@acme.example";

/// What a call came to.
struct Ended {
  std::optional<Outcome> outcome{};  // empty: it succeeded
  std::string error{};
  std::string id{};  // of what it gave
  milliseconds took{0};
  std::string witnessed{};  // what its observer was told otherwise
};

template <class Call>
Ended run(World& world, const Call& call) {
  Ended ended;
  const auto began = world.clock->now();
  const auto ask_witness = [&](const ticket0::Error* error) {
    if (world.witness) ended.witnessed = world.witness->contradiction(error);
  };
  try {
    ended.id = call();
    ask_witness(nullptr);
  } catch (const ticket0::Error& e) {
    ask_witness(&e);
    ended.outcome = e.outcome();
    world.outcomes.insert(e.outcome());
    ended.error = std::string{typeid(e).name()} + ": " + e.explain();
  }
  ended.took = std::chrono::ceil<milliseconds>(world.clock->now() - began);
  return ended;
}

/// Messages that were sent with this text, however they are stored, in order.
std::vector<std::string> standing(World& world, const std::string& ticket, const std::string& text) {
  std::vector<std::string> ids;
  for (const sandbox::Message& each : world.store().messages(ticket))
    if (each.sent_text == text) ids.push_back(each.id);
  return ids;
}

/// What an outcome says, against how often the thing stands; `most`: how often it may.
std::string contradiction(const Ended& ended, std::size_t stands, std::size_t requests, std::size_t most) {
  if (stands > most) return "stands " + std::to_string(stands) + " times";
  if (!ended.outcome) return stands >= 1 ? "" : "succeeded, and does not stand";
  switch (*ended.outcome) {
    case Outcome::not_sent: return requests == 0 ? "" : "not_sent, and a request arrived";
    case Outcome::throttled:
    case Outcome::rejected: return stands == 0 ? "" : "refused or rejected, and it stands";
    case Outcome::applied: return stands >= 1 ? "" : "applied, and it does not stand";
    case Outcome::unknown: break;
  }
  return {};
}

/// 500 INTERNAL is declared safe to repeat: a service that opens a ticket and says so gets another request.
bool breaks_its_word(const sandbox::Fault& fault) {
  using Kind = sandbox::Fault::Kind;
  return (fault.kind == Kind::status_after || fault.kind == Kind::commit_late) && fault.status == 500 &&
         fault.code.empty() && (fault.route == "POST /tickets" || fault.route == "*");
}

/// How far all messages of the day are dated ahead.
std::chrono::seconds skew_of(const std::vector<sandbox::Fault>& script) {
  const auto found = std::find_if(script.begin(), script.end(), [](const sandbox::Fault& each) {
    return each.kind == sandbox::Fault::Kind::skew;
  });
  return found == script.end() ? 0s : found->seconds;
}

class Day {
 public:
  Day(World& world, const std::vector<sandbox::Fault>& script, Dice& dice)
      : world_(world),
        dice_(dice),
        skew_(skew_of(script)),
        breaks_its_word_(std::any_of(script.begin(), script.end(), &breaks_its_word)) {
    ticket_ = new_ticket();
    other_ = new_ticket();
  }

  std::string live() {
    for (int calls = dice_.from(1, 3); calls > 0; --calls) {
      std::string broken = dice_.chance(60) ? read() : "";
      if (!broken.empty()) return broken;
      broken = dice_.chance(60) ? reply(calls) : dice_.chance(50) ? open(calls) : change();
      if (!broken.empty()) return broken;
    }
    return {};
  }

 private:
  [[nodiscard]] std::string new_ticket() {
    return world_.store().open_ticket({.subject = "s", .customer_email = "jane@example.com", .body = "b"}).id;
  }
  [[nodiscard]] ticket0::CallOptions options() {
    ticket0::CallOptions options;
    if (dice_.chance(30)) options.timeout = milliseconds{dice_.from(50, 60'000)};
    if (dice_.chance(20)) options.attempt_timeout = milliseconds{dice_.from(50, 10'000)};
    if (dice_.chance(20)) options.max_attempts = dice_.from(1, most_attempts);
    if (dice_.chance(20))
      options.retry_writes = dice_.one_of<ticket0::RetryWrites>({ticket0::RetryWrites::never,
                                                                 ticket0::RetryWrites::when_throttled,
                                                                 ticket0::RetryWrites::when_safe});
    return options;
  }
  [[nodiscard]] std::string in_time(const Ended& ended, const ticket0::CallOptions& options) const {
    if (!ended.witnessed.empty()) return ended.witnessed;
    const milliseconds allowed = options.timeout.value_or(120s) + world_.tolerance;
    return ended.took <= allowed ? "" : "took " + std::to_string(ended.took.count()) + " ms";
  }

  /// What comes is what was asked for.
  std::string read() {
    const std::string id = dice_.chance(50) ? ticket_ : other_;
    const ticket0::CallOptions call = options();
    const Ended ended =
        run(world_, [&] { return world_.client.tickets().get(ticket0::TicketId{id}, call).id.str(); });
    std::string broken = in_time(ended, call);
    if (!ended.outcome && ended.id != id) broken = "gave " + ended.id;
    return broken.empty() ? "" : "a read of " + id + " " + broken + "\n" + ended.error;
  }

  void others_reply(const std::string& text) {
    world_.store().reply(ticket_, {.from_address = from, .body_text = text, .skew = skew_});
  }

  /// The text is new, or one that went out a minute earlier; a colleague may write one that begins with it.
  std::string reply(int number) {
    const bool is_old_text = dice_.chance(30);
    const std::string text = "Done " + std::to_string(number);
    if (is_old_text) {
      others_reply(text);
      world_.pass(60s);
    }
    if (dice_.chance(30)) others_reply(text + " already, says Bob");
    const std::size_t before = standing(world_, ticket_, text).size();
    const std::size_t arrived = world_.arrived(reply_route);
    const ticket0::CallOptions call = options();
    const Ended ended = run(world_, [&] {
      return world_.client.messages()
          .reply(ticket0::TicketId{ticket_}, {.from_address = from, .body_text = text}, call)
          .id.str();
    });
    const std::string late = in_time(ended, call);
    world_.pass(60s);  // what is to be done late is done now
    const std::size_t requests = world_.arrived(reply_route) - arrived;
    const auto stands = standing(world_, ticket_, text);
    std::string broken = contradiction(ended, stands.size() - before, requests, 1);
    if (broken.empty() && !ended.outcome && stands.back() != ended.id) broken = "gave another message for it";
    if (broken.empty()) broken = late;
    return broken.empty() ? "" : "reply \"" + text + "\" " + broken + "\n" + ended.error;
  }

  /// Its subject is that of no other day: what a busy machine does late is not of this one.
  std::string open(int number) {
    const std::string subject = "New " + std::to_string(number) + " beside " + ticket_;
    const std::size_t before = tickets_about(subject);
    const std::size_t arrived = world_.arrived("POST /tickets");
    const ticket0::CallOptions call = options();
    const Ended ended = run(world_, [&] {
      return world_.client.tickets()
          .create({.subject = subject, .customer_email = "joe@example.com", .body = "b"}, call)
          .id.str();
    });
    const std::string late = in_time(ended, call);
    world_.pass(60s);
    const std::size_t stands = tickets_about(subject) - before;
    const std::size_t most = breaks_its_word_ ? most_attempts : 1;
    std::string broken = contradiction(ended, stands, world_.arrived("POST /tickets") - arrived, most);
    if (broken.empty()) broken = late;
    return broken.empty() ? "" : "ticket \"" + subject + "\" " + broken + "\n" + ended.error;
  }

  std::size_t tickets_about(const std::string& subject) {
    std::size_t count = 0;
    for (const std::string& id : world_.store().ticket_ids())
      if (world_.store().ticket(id).subject == subject) ++count;
    return count;
  }

  std::string change() {
    const std::size_t arrived = world_.arrived("PATCH /tickets/:id");
    const std::string tag = "t" + std::to_string(dice_.from(0, 1'000'000));
    const ticket0::CallOptions call = options();
    const Ended ended = run(world_, [&] {
      return world_.client.tickets()
          .update(ticket0::TicketId{ticket_}, {.tags = std::vector{tag}}, call)
          .id.str();
    });
    const std::string late = in_time(ended, call);
    world_.pass(60s);
    const auto tags = world_.store().ticket(ticket_).tags;
    const auto stands = static_cast<std::size_t>(std::count(tags.begin(), tags.end(), tag));
    std::string broken = contradiction(ended, stands, world_.arrived("PATCH /tickets/:id") - arrived, 1);
    if (broken.empty()) broken = late;
    return broken.empty() ? "" : "change " + broken + "\n" + ended.error;
  }

  World& world_;
  Dice& dice_;
  std::string ticket_{};
  std::string other_{};
  std::chrono::seconds skew_;
  bool breaks_its_word_;
};

}  // namespace

std::string live_through(World& world, const std::vector<sandbox::Fault>& script, Dice& dice) {
  return Day{world, script, dice}.live();
}

}  // namespace faults

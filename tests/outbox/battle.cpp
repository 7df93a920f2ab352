#include "outbox/battle.hpp"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <thread>

extern char** environ;

namespace outbox_test {

namespace {

/// A clock that is ahead of another one: what is to be looked for in an hour is due.
class Ahead final : public Clock {
 public:
  Ahead(std::shared_ptr<Clock> clock, std::chrono::seconds by) : clock_(std::move(clock)), by_(by) {}
  std::chrono::steady_clock::time_point now() noexcept override { return clock_->now() + by_; }
  std::chrono::system_clock::time_point wall() noexcept override { return clock_->wall() + by_; }
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) override {
    return clock_->wait_until(when - by_, cancel);
  }

 private:
  std::shared_ptr<Clock> clock_;
  std::chrono::seconds by_;
};

int number_in(const std::string& text, const std::string& before) {
  const auto at = text.find(before);
  return at == std::string::npos ? -1 : std::atoi(text.c_str() + at + before.size());
}

}  // namespace

Sender::Sender(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  for (const std::string& each : arguments) pointers.push_back(const_cast<char*>(each.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const int failed = ::posix_spawn(&pid_, pointers.front(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error{"cannot start " + arguments.front()};
}

void Sender::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

bool Sender::waits_for(int options, std::chrono::milliseconds within) {
  const auto until = std::chrono::steady_clock::now() + within;
  do {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG | options) == pid_) {
      if (WIFSTOPPED(status)) return true;
      if (WIFEXITED(status)) code_ = WEXITSTATUS(status);
      pid_ = -1;
      return options == 0;
    }
    std::this_thread::sleep_for(1ms);
  } while (std::chrono::steady_clock::now() < until);
  return false;
}
bool Sender::has_ended(std::chrono::milliseconds within) { return waits_for(0, within); }
bool Sender::has_stopped(std::chrono::milliseconds within) { return waits_for(WUNTRACED, within); }

Battle::Battle(const Plan& plan)
    : plan_(plan),
      dice_(plan.seed),
      start_(std::chrono::duration_cast<std::chrono::microseconds>(FastClock::Wall::now().time_since_epoch())
                 .count()),
      clock_(clock_of(factor, start_)),
      service_(std::make_unique<sandbox::Server>(
          sandbox::Options{.tickets = 0, .now = [clock = clock_] { return clock->wall(); }, .relay = true})) {
  for (std::size_t i = 0; i < plan.tickets; ++i)
    tickets_.push_back(
        service_->store()
            .open_ticket({.subject = "Where is it?", .customer_email = "jane@example.com", .body = "Hi"})
            .id);
  if (plan.with_faults) add_faults();
  box_.emplace(outbox_options(directory_.file(), clock_));
}

/// 5 % of the responses lost, 2 % INTERNAL, 1 % stored late, 5 % of the texts stored otherwise.
void Battle::add_faults() {
  using Kind = sandbox::Fault::Kind;
  constexpr std::array modes{"text_quoted", "text_escaped",   "text_cut",      "text_greeting",
                             "text_empty",  "text_signature", "address_other", "address_empty"};
  const auto add = [&](sandbox::Fault fault, int of_thousand) {
    const int requests = plan_.entries * 3 / 2;
    for (int i = 0; i < requests; ++i) {
      if (random(1, 1000) > of_thousand) continue;
      fault.skip = static_cast<std::size_t>(i);
      if (fault.kind == Kind::rewrite) fault.mode = modes.at(static_cast<std::size_t>(random(0, 7)));
      if (fault.kind == Kind::commit_late) fault.delay = std::chrono::seconds{random(1, 50)};
      if (fault.kind != Kind::rewrite) losses_.push_back(fault);
      service_->inject(fault);
    }
  };
  for (const char* route : {"POST /tickets/:id/messages", "POST /tickets"}) {
    add({.route = route, .kind = Kind::lose_answer}, 50);
    add({.route = route, .kind = Kind::status_after, .status = 500}, 10);
    add({.route = route, .kind = Kind::status_before, .status = 500}, 10);
    add({.route = route, .kind = Kind::commit_late, .status = 504, .code = "-"}, 10);
  }
  add({.route = "POST /tickets/:id/messages", .kind = Kind::rewrite}, 50);
}

std::size_t Battle::lost_by_service() const {
  return static_cast<std::size_t>(std::count_if(losses_.begin(), losses_.end(), [&](const auto& fault) {
    return fault.skip < service_->requests(fault.route);
  }));
}

Sender Battle::start(int threads, const Aim& aim, int from) {
  std::vector<std::string> arguments{OUTBOX_SENDER,
                                     directory_.file(),
                                     service_->url(),
                                     service_->key(),
                                     std::to_string(factor),
                                     std::to_string(start_),
                                     std::to_string(threads),
                                     aim.step,
                                     std::to_string(aim.times),
                                     std::to_string(aim.signal),
                                     std::to_string(plan_.broken_rule),
                                     std::to_string(from),
                                     std::to_string(plan_.entries)};
  arguments.insert(arguments.end(), tickets_.begin(), tickets_.end());
  return Sender{arguments};
}

void Battle::put_killed(int kills, const std::vector<std::string>& steps) {
  for (int i = 0; i < kills; ++i) {
    auto putting = start(0, {.step = steps.at(static_cast<std::size_t>(i) % steps.size()),
                             .times = random(1, plan_.entries / 2),
                             .signal = SIGKILL});
    if (!putting.has_ended(10s)) putting.kill();
  }
  auto last = start(0);
  ASSERT_TRUE(last.has_ended(120s));
  ASSERT_EQ(last.code(), 0);
}

std::string Battle::id_of_message(const std::string& ticket, const std::string& text, bool& is_as_sent) {
  for (const auto& each : service_->store().messages(ticket)) {
    if (each.sent_text != text) continue;
    is_as_sent = each.body_text == text && each.from_address == "support@helpdesk.example";
    return each.id;
  }
  return {};
}

void Battle::decide(const outbox::Entry& entry) {
  const int n = number_in(entry.key, "entry-");
  std::string found;
  bool is_as_sent = true;
  if (is_ticket(n)) {
    for (const std::string& id : service_->store().ticket_ids())
      if (service_->store().ticket(id).subject.starts_with(subject_of(n))) found = id;
    if (!found.empty()) box_->settle_sent(entry.id, TicketId{found});
  } else {
    found = id_of_message(entry.ticket->str(), text_of(n), is_as_sent);
    if (!found.empty()) box_->settle_sent(entry.id, MessageId{found});
  }
  ++person_found_[found.empty() ? "not there" : is_as_sent ? "as it was sent" : "stored otherwise"];
  if (found.empty()) box_->retry(entry.id);
  if (!found.empty() && is_as_sent && left_by_senders_.contains(entry.id)) {
    ++overlooked_;
    std::cout << entry.key << " was overlooked: " << entry.last_error << '\n';
  }
}

void Battle::settle_all() {
  // What is sent from here on bears the times of a clock that is ahead of the service's: it is not found by
  // them.
  for (const State state : {State::sending, State::unknown})
    for (const auto& each : box_->list(state, 1'000'000)) left_by_senders_.insert(each.id);
  auto ahead = 0s;
  for (int round = 0; round < 200; ++round) {
    const auto counts = box_->counts();
    if (counts.queued.entries + counts.sending.entries + counts.unknown.entries == 0) return;
    if (counts.unknown.entries > 0)
      (void)clock_->wait_until(clock_->now() + 60s, {});  // what comes late has come
    ahead += 20min;  // beyond every pause and, after four rounds, every look
    const Outbox late{outbox_options(directory_.file(), std::make_shared<Ahead>(clock_, ahead))};
    const auto report = late.drain(client());
    if (report.sent != 0 || round % 4 != 3) continue;
    for (const auto& each : box_->list(State::unknown, 1'000'000)) decide(each);
  }
}

Tally Battle::tally() {
  Tally tally{.entries = plan_.entries};
  std::map<int, int> times;
  auto& store = service_->store();
  for (const std::string& id : store.ticket_ids()) {
    if (const int n = number_in(store.ticket(id).subject, "Crash number "); n >= 0) ++times[n];
    int last = -1;
    for (const auto& each : store.messages(id)) {
      if (each.sent_text.empty()) continue;
      const int n = number_in(each.sent_text, "this is number ");
      ++times[n];
      if (n < last) ++tally.out_of_order;
      last = n;
    }
  }
  for (int n = 0; n < plan_.entries; ++n) {
    if (times[n] == 0) ++tally.missing;
    if (times[n] == 1) ++tally.once;
    if (times[n] > 1) ++tally.twice;
  }
  return tally;
}

}  // namespace outbox_test

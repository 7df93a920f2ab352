#pragma once

#include <fcntl.h>
#include <sys/types.h>

#include <map>
#include <random>
#include <set>

#include "outbox/aim.hpp"
#include "outbox/support.hpp"
#include "outbox/work.hpp"

namespace outbox_test {

/// A process of outbox_sender. Killed by the destructor.
class Sender {
 public:
  explicit Sender(const std::vector<std::string>& arguments);
  Sender(Sender&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Sender& operator=(Sender&& other) noexcept {
    kill();
    pid_ = std::exchange(other.pid_, -1);
    return *this;
  }
  ~Sender() { kill(); }
  void signal(int number) const { ::kill(pid_, number); }
  void kill();
  /// It has ended, or it has stopped itself, within that time.
  [[nodiscard]] bool has_ended(std::chrono::milliseconds within);
  [[nodiscard]] bool has_stopped(std::chrono::milliseconds within);
  /// Its exit code; -1: by a signal.
  [[nodiscard]] int code() const { return code_; }

 private:
  [[nodiscard]] bool waits_for(int options, std::chrono::milliseconds within);
  pid_t pid_{-1};
  int code_{-1};
};

/// What the service has, compared with what was handed over.
struct Tally {
  int entries{0};
  int once{0};
  int twice{0};
  int missing{0};
  int out_of_order{0};
};

/// A service with bad days, an outbox, and processes that send from it, all on one fast clock.
class Battle {
 public:
  struct Plan {
    int entries{0};
    std::size_t tickets{0};
    bool with_faults{true};
    unsigned seed{1};
    int broken_rule{0};
  };
  explicit Battle(const Plan& plan);

  /// Instead of a number of threads: a person, who sends what is unknown again.
  static constexpr int person = -1;
  /// Puts the entries from `from` on, then sends with so many threads; with none it ends.
  [[nodiscard]] Sender start(int threads, const Aim& aim = {}, int from = 0);
  /// Puts all, by processes that are killed while they do so.
  void put_killed(int kills, const std::vector<std::string>& steps);
  /// A person: sends what has not been settled, looks at the service for what is unknown, and decides.
  void settle_all();

  [[nodiscard]] Tally tally();
  [[nodiscard]] outbox::Counts counts() const { return box_->counts(); }
  [[nodiscard]] const Outbox& box() const { return *box_; }
  [[nodiscard]] int random(int from, int to) { return std::uniform_int_distribution<int>{from, to}(dice_); }
  /// Left by the senders and unknown when the last look was over, although the service shows it as it was
  /// sent.
  [[nodiscard]] int overlooked() const { return overlooked_; }
  /// What was unknown when a person had to look, by what the service had.
  [[nodiscard]] const std::map<std::string, int>& person_found() const { return person_found_; }
  /// Of the requests that the service has had so far, at most so many left a doubt by its faults.
  [[nodiscard]] std::size_t lost_by_service() const;
  [[nodiscard]] sandbox::Server& service() { return *service_; }
  [[nodiscard]] Client client() const {
    return Client{client_options(service_->url(), service_->key(), clock_)};
  }

 private:
  void add_faults();
  void decide(const outbox::Entry& entry);
  [[nodiscard]] std::string id_of_message(const std::string& ticket, const std::string& text,
                                          bool& is_as_sent);
  static constexpr int factor = 100;
  Plan plan_;
  std::mt19937 dice_;
  Directory directory_;
  long long start_;
  std::shared_ptr<FastClock> clock_;
  std::unique_ptr<sandbox::Server> service_;
  std::vector<std::string> tickets_;
  std::optional<Outbox> box_;
  std::vector<sandbox::Fault> losses_{};
  int overlooked_{0};
  std::set<std::int64_t> left_by_senders_{};
  std::map<std::string, int> person_found_{};
};

}  // namespace outbox_test

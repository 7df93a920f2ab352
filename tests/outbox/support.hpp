#pragma once

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sandbox/server.hpp"
#include "ticket0/fakes.hpp"
#include "ticket0/outbox.hpp"
#include "ticket0/result.hpp"

namespace outbox_test {

using namespace ticket0;
using namespace std::chrono_literals;
using outbox::Outbox;
using outbox::State;

/// A directory of its own, removed at the end.
class Directory {
 public:
  Directory() {
    std::string name = testing::TempDir() + "ticket0_outbox_XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no directory"};
    path_ = name;
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name = "outbox.db") const { return path_ + "/" + name; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A process that is forked now, before there is an outbox to inherit, and works when it is told to.
class EarlyChild {
 public:
  template <class Work>
  explicit EarlyChild(const Work& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error{"no pipe"};
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(ends[1]);
      char word = 0;
      ::_exit(::read(ends[0], &word, 1) == 1 && work() ? 0 : 1);
    }
    ::close(ends[0]);
    to_child_ = ends[1];
  }
  EarlyChild(const EarlyChild&) = delete;
  EarlyChild& operator=(const EarlyChild&) = delete;
  ~EarlyChild() {
    ::close(to_child_);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }
  /// Whether it did what it should.
  [[nodiscard]] bool works() {
    int status = -1;
    return ::write(to_child_, "w", 1) == 1 && ::waitpid(std::exchange(pid_, -1), &status, 0) > 0 &&
           status == 0;
  }

 private:
  pid_t pid_{-1};
  int to_child_{-1};
};

/// What the sqlite3 tool does: opens the file to read and write, runs `sql`, and closes it. The first column
/// of the last row, 0 without one; -1: it failed.
[[nodiscard]] inline int run_sql(const std::string& path, const char* sql) {
  sqlite3* tool = nullptr;
  int number = 0;
  int code = sqlite3_open_v2(path.c_str(), &tool, SQLITE_OPEN_READWRITE, nullptr);
  if (code == SQLITE_OK)
    code = sqlite3_exec(
        tool, sql,
        [](void* to, int, char** columns, char**) {
          *static_cast<int*>(to) = std::atoi(columns[0]);
          return 0;
        },
        &number, nullptr);
  sqlite3_close(tool);
  return code == SQLITE_OK ? number : -1;
}

/// The same time, and yet another clock: what a client remembers of its replies is another's.
class AnothersClock final : public Clock {
 public:
  explicit AnothersClock(std::shared_ptr<Clock> clock) : clock_(std::move(clock)) {}
  std::chrono::steady_clock::time_point now() noexcept override { return clock_->now(); }
  std::chrono::system_clock::time_point wall() noexcept override { return clock_->wall(); }
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) override {
    return clock_->wait_until(when, cancel);
  }

 private:
  std::shared_ptr<Clock> clock_;
};

[[nodiscard]] inline std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

[[nodiscard]] inline NewReply reply(std::string text = "It ships today.") {
  return {.from_address = "support@helpdesk.example", .body_text = std::move(text)};
}
[[nodiscard]] inline NewTicket new_ticket(std::string subject = "Crash") {
  return {.subject = std::move(subject), .customer_email = "jane@example.com", .body = "It broke."};
}

/// The sandbox, and a client and an outbox on one clock that moves only when something waits.
class OnASandbox : public testing::Test {
 protected:
  OnASandbox()
      : clock_(std::make_shared<fakes::ManualClock>()),
        service_({.tickets = 0, .now = [clock = clock_] { return clock->wall(); }, .relay = true}),
        client_({.api_key = Secret{service_.key()},
                 .base_url = service_.url(),
                 .rate_limit = {.enabled = false},
                 .clock = clock_}) {
    for (int i = 0; i < 5; ++i)
      tickets_.emplace_back(
          service_.store()
              .open_ticket({.subject = "Where is it?", .customer_email = "jane@example.com", .body = "Hello"})
              .id);
  }
  [[nodiscard]] outbox::Options options() {
    return {.path = directory_.file(),
            .on_change =
                [this](const outbox::Change& change) {
                  changes_.push_back(std::string{change.key} + " " + std::string{to_string(change.state)} +
                                     " " + std::to_string(change.attempts));
                },
            .on_pause = [this](std::string_view) { ++pauses_; },
            .clock = clock_};
  }
  /// The response is a proxy's 504; half a minute later the reply is there.
  void store_next_reply_late() {
    service_.inject({.route = "POST /tickets/:id/messages",
                     .kind = sandbox::Fault::Kind::commit_late,
                     .status = 504,
                     .code = "-",
                     .delay = std::chrono::seconds{30}});
  }
  [[nodiscard]] TicketId ticket(std::size_t i = 0) const { return tickets_.at(i); }
  [[nodiscard]] std::vector<std::string> texts(const TicketId& ticket) {
    std::vector<std::string> texts;
    for (const auto& each : service_.store().messages(ticket.str()))
      if (each.direction == "outbound" && each.author_type == "user") texts.push_back(each.body_text);
    return texts;
  }
  [[nodiscard]] Client client_that_remembers_nothing() const {
    return Client{{.api_key = Secret{service_.key()},
                   .base_url = service_.url(),
                   .rate_limit = {.enabled = false},
                   .clock = std::make_shared<AnothersClock>(clock_)}};
  }
  [[nodiscard]] std::size_t writes() {
    return service_.requests("POST /tickets/:id/messages") + service_.requests("POST /tickets");
  }

  Directory directory_;
  std::shared_ptr<fakes::ManualClock> clock_;
  sandbox::Server service_;
  Client client_;
  std::vector<TicketId> tickets_;
  std::vector<std::string> changes_;
  int pauses_{0};
};

}  // namespace outbox_test

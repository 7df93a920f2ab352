// Files that were copied or restored, and processes that were forked.
#include "outbox/support.hpp"

namespace {

using namespace outbox_test;
using testing::HasSubstr;

using ACopy = OnASandbox;

std::string storage_error(const Outbox& box, const Client& client) {
  const auto result = attempt([&] { return box.drain(client); });
  const auto error = result.error_as<outbox::StorageError>();
  return error ? error->what() : "";
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

TEST_F(ACopy, SendsNothingUntilItIsAdoptedAndThenLooksFirst) {
  const std::string copy = directory_.file("copy.db");
  {
    const Outbox box{options()};
    (void)box.put("sent since", ticket(0), reply("sent since"));
    (void)box.put("never sent", ticket(1), reply("never sent"));
    box.backup(copy);
    EXPECT_TRUE(box.withdraw("never sent"));
    EXPECT_EQ(box.drain(client_).sent, 1U);
  }
  auto of_copy = options();
  of_copy.path = copy;
  const Outbox box{of_copy};
  EXPECT_THAT(storage_error(box, client_), HasSubstr("adopt()"));
  EXPECT_EQ(box.put("new", ticket(2), reply("new")).state, State::queued);
  EXPECT_EQ(writes(), 1U);
  box.adopt();
  const Client another{{.api_key = Secret{service_.key()},
                        .base_url = service_.url(),
                        .rate_limit = {.enabled = false},
                        .clock = std::make_shared<AnothersClock>(clock_)}};
  (void)box.drain(another);
  EXPECT_EQ(box.find("sent since")->state, State::sent) << "it was found";
  EXPECT_EQ(box.find("never sent")->state, State::unknown) << "that it was not found proves nothing";
  EXPECT_EQ(writes(), 1U);
  box.retry(box.find("never sent")->id);
  (void)box.drain(client_);
  EXPECT_EQ(writes(), 2U);
  box.adopt();  // it is the original now: nothing changes
  EXPECT_EQ(box.find("never sent")->state, State::sent);
}

TEST_F(ACopy, ThatIsRestoredInPlaceOfTheOriginalIsNoticed) {
  const std::string backup = directory_.file("backup.db");
  {
    const Outbox box{options()};
    (void)box.put("k", ticket(), reply());
    box.backup(backup);
    EXPECT_EQ(box.drain(client_).sent, 1U);
  }
  std::filesystem::remove(directory_.file("outbox.db-wal"));
  std::filesystem::remove(directory_.file("outbox.db-shm"));
  std::filesystem::copy_file(backup, directory_.file(), std::filesystem::copy_options::overwrite_existing);
  const Outbox box{options()};
  EXPECT_EQ(box.find("k")->state, State::queued);
  EXPECT_THAT(storage_error(box, client_), HasSubstr("restored"));
  EXPECT_EQ(writes(), 1U);
}

TEST_F(ACopy, OverwritesNoFile) {
  const Outbox box{options()};
  std::ofstream{directory_.file("there")} << "kept";
  EXPECT_THROW(box.backup(directory_.file("there")), outbox::StorageError);
  EXPECT_EQ(bytes_of(directory_.file("there")), "kept");
}

/// Forks, and returns 0 if that is true in the child.
template <class InChild>
int status_of_child(const InChild& in_child) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(in_child() ? 0 : 1);
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

bool is_storage_error(const std::function<void()>& act) {
  const auto result = attempt([&] {
    act();
    return 0;
  });
  return result.error_as<outbox::StorageError>().has_value();
}

TEST(AForkedChild, UsesNothingOfAFileThatWasOpenAtTheFork) {
  const Directory directory;
  EarlyChild early{[&] {
    const Outbox own{{.path = directory.file()}};
    return own.put("child", TicketId{"t"}, reply()).state == State::queued && own.list().size() == 2;
  }};
  const Outbox box{{.path = directory.file()}};
  (void)box.put("parent", TicketId{"t"}, reply());
  const auto is_refused = [&] {
    return is_storage_error([&] { (void)box.put("k", TicketId{"t"}, reply()); }) &&
           is_storage_error([&] { const Outbox own{{.path = directory.file()}}; });
  };
  EXPECT_EQ(status_of_child([&] { return is_refused() && status_of_child(is_refused) == 0; }), 0);
  EXPECT_TRUE(early.works()) << "it was forked before";
  EXPECT_EQ(box.list().size(), 2U);
  (void)box.put("parent again", TicketId{"t"}, reply());
}

TEST(AForkedChild, OpensWhatItsParentHadClosedBeforeTheFork) {
  const Directory directory;
  { const Outbox box{{.path = directory.file()}}; }
  EXPECT_EQ(status_of_child([&] {
              const Outbox own{{.path = directory.file()}};
              return own.put("child", TicketId{"t"}, reply()).state == State::queued;
            }),
            0);
  const Outbox again{{.path = directory.file()}};
  EXPECT_TRUE(again.find("child"));
}

}  // namespace

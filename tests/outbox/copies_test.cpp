// Files that were copied or restored, and processes that were forked.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "outbox/place.hpp"
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
  (void)box.drain(client_that_remembers_nothing());
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

TEST_F(ACopy, DoubtsAReplyWhoseTicketIsInDoubtAndLooksForItOnceThatIsKnown) {
  const std::string copy = directory_.file("copy.db");
  {
    const Outbox box{options()};
    (void)box.put("t", new_ticket());
    (void)box.put_after("r", "t", reply("It ships."));
    box.backup(copy);
    EXPECT_EQ(box.drain(client_).sent, 2U);
  }
  const Outbox sender{options()};
  auto of_copy = options();
  of_copy.path = copy;
  const Outbox box{of_copy};
  box.adopt();
  (void)box.drain(client_that_remembers_nothing());
  EXPECT_EQ(box.counts().unknown.entries, 2U);
  box.settle_sent(box.find("t")->id, *sender.find("t")->ticket);
  clock_->advance(1min);
  (void)box.drain(client_that_remembers_nothing());
  EXPECT_EQ(box.find("r")->state, State::sent);
  EXPECT_EQ(writes(), 2U);
}

TEST_F(ACopy, WithTheInodeOfTheOriginalIsToldByItsBirth_needs_birth_times) {
  { const Outbox box{options()}; }
  if (outbox::detail::born_at(directory_.file()) == 0)
    GTEST_SKIP() << "this file system does not store when a file was created";
  ASSERT_EQ(run_sql(directory_.file(), "UPDATE file SET born = born - 1"), 0);
  const Outbox box{options()};
  EXPECT_THAT(storage_error(box, client_), HasSubstr("restored"));
  box.adopt();
  EXPECT_EQ(storage_error(box, client_), "");
}

TEST_F(ACopy, IsWrittenUnderAnotherNameUntilItIsWhole) {
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply());
  std::ofstream{directory_.file("copy.db-new")};  // left by a process that was killed
  box.backup(directory_.file("copy.db"));
  EXPECT_FALSE(std::filesystem::exists(directory_.file("copy.db-new")));
  std::filesystem::create_directory(directory_.file("second.db-new"));
  EXPECT_THROW(box.backup(directory_.file("second.db")), outbox::StorageError);
  EXPECT_FALSE(std::filesystem::exists(directory_.file("second.db")));
}

TEST_F(ACopy, ThatFoundNoRoomIsRemoved) {
  {
    const Outbox box{options()};
    for (int i = 0; i < 60; ++i)  // more than SQLite keeps in memory
      (void)box.put("k" + std::to_string(i), ticket(), reply(std::string(60'000, 'x')));
  }
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{.rlim_cur = 2'500'000, .rlim_max = 2'500'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
    const Outbox box{options()};
    const auto copied = attempt([&] {
      box.backup(directory_.file("copy.db"));
      return 0;
    });
    ::_exit(copied ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  for (const char* const each : {"copy.db", "copy.db-new", "copy.db-new-journal"})
    EXPECT_FALSE(std::filesystem::exists(directory_.file(each))) << each;
}

TEST_F(ACopy, RemovesNoFileThatHasTheNameItNeedsMeanwhile) {
  const std::string name = directory_.file("copy.db-new");
  auto with_that_name = options();
  with_that_name.path = name;
  const Outbox box{options()};
  const auto refusal = [&] {
    const auto result = attempt([&] {
      box.backup(directory_.file("copy.db"));
      return 0;
    });
    EXPECT_FALSE(std::filesystem::exists(directory_.file("copy.db")));
    const auto error = result.error_as<outbox::StorageError>();
    return std::string{error ? error->what() : "none"};
  };
  std::ofstream{name} << "notes";
  EXPECT_THAT(refusal(), HasSubstr("copy.db-new: it is not an outbox"));
  EXPECT_EQ(bytes_of(name), "notes");
  std::filesystem::remove(name);
  {
    const Outbox live{with_that_name};
    EXPECT_THAT(refusal(), HasSubstr("choose another path"));
    EXPECT_EQ(live.put("k", ticket(), reply()).state, State::queued);
  }
  std::filesystem::remove(name + "-senders");
  EXPECT_THAT(refusal(), HasSubstr("choose another path")) << "it has an entry";
  EXPECT_TRUE(Outbox{with_that_name}.find("k"));
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

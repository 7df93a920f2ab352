// A budget in a file: how it is made and shared, and what is refused.
#include "budget/file_store.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "budget/namespaces.hpp"
#include "budget/promise.hpp"
#include "budget/temporary_directory.hpp"
#include "ticket0/client.hpp"
#include "ticket0/error.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::FileStore;
using testing::HasSubstr;

class FileStoreTest : public testing::Test {
 protected:
  [[nodiscard]] FileStore store(const std::string& name = "budget") {
    return {directory_.file(name), [this] { return now_; }};
  }
  static int take_all(BudgetStore& from, const BudgetTerms& terms) {
    int taken = 0;
    while (from.take(terms, {.lease = 10s}).slot) ++taken;
    return taken;
  }
  [[nodiscard]] std::string refusal(const std::string& name, const BudgetTerms& terms = {}) {
    try {
      store(name).open(terms);
    } catch (const ConfigError& e) {
      return e.what();
    }
    return {};
  }
  void write(const std::string& name, const std::string& text, mode_t mode = 0600) {
    std::ofstream{directory_.file(name), std::ios::binary} << text;
    chmod(directory_.file(name).c_str(), mode);
  }

  TemporaryDirectory directory_{};
  detail::SlotTable::Time now_{100h};
  BudgetTerms terms_{.requests = 5, .per = 60s};
};

TEST_F(FileStoreTest, IsOneBudgetForAllWhoNameTheFile) {
  FileStore a = store();
  FileStore b = store();
  const auto one = a.take(terms_, {.lease = 10s});
  ASSERT_TRUE(one.slot);
  EXPECT_EQ(take_all(b, terms_), 4);
  EXPECT_FALSE(a.take(terms_, {.lease = 10s}).slot);
  const RateUsage usage = a.look(terms_);
  EXPECT_EQ(usage.used, 5);
  EXPECT_EQ(usage.free, 0);
  EXPECT_GE(usage.next_in, 60s);
  one.slot->end();
  now_ += 61s;
  EXPECT_EQ(take_all(b, terms_), 1);
}

TEST_F(FileStoreTest, HoldsItsPromiseWhateverItsUsersDo) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    FileStore own = store(std::to_string(seed));
    Promise{own, [this](auto by) { now_ += by; }, seed}.check("", 300);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

TEST_F(FileStoreTest, IsKeptWhenNobodyHasItOpen) {
  {
    FileStore first = store();
    EXPECT_EQ(take_all(first, terms_), 5);
  }
  FileStore later = store();
  EXPECT_EQ(take_all(later, terms_), 0);
}

TEST_F(FileStoreTest, MakesAFileThatOnlyItsUserMayRead) {
  store().open(terms_);
  struct stat status {};
  ASSERT_EQ(stat(directory_.file("budget").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{directory_.path()}, {}), 1) << "and no other";
}

TEST_F(FileStoreTest, OfManyWhoMakeItAtOnceIsOne) {
  std::vector<std::thread> threads;
  std::atomic<int> taken{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      FileStore own = store();
      taken += take_all(own, terms_);
    });
  for (auto& each : threads) each.join();
  EXPECT_EQ(taken, 5);
}

TEST_F(FileStoreTest, TheSmallerCountHolds) {
  FileStore few = store();
  few.open({.requests = 3});
  FileStore many = store();
  EXPECT_EQ(take_all(many, {.requests = 60}), 3);
  now_ += 10min;
  EXPECT_EQ(take_all(few, {.requests = 2}), 2);
}

TEST_F(FileStoreTest, APauseHoldsForAll) {
  FileStore a = store();
  FileStore b = store();
  a.open(terms_);
  a.pause(terms_, 20s);
  const SlotOffer offer = b.take(terms_, {.lease = 10s});
  EXPECT_FALSE(offer.slot);
  EXPECT_TRUE(offer.paused);
  EXPECT_EQ(offer.free_in, 20s);
  EXPECT_EQ(b.look(terms_).next_in, 20s);
}

TEST_F(FileStoreTest, ARenewedSlotIsHeldFromThen) {
  FileStore own = store();
  const auto slot = own.take(terms_, {.lease = 10s}).slot;
  now_ += 8s;
  slot->renew(10s);
  now_ += 69s;
  EXPECT_EQ(own.look(terms_).used, 1);
  now_ += 2s;
  EXPECT_EQ(own.look(terms_).used, 0);
}

/// What is under way when the file is replaced may arrive until its lease is over.
TEST_F(FileStoreTest, OfAReplacedFileTakesNothingForALeaseAndAPeriod) {
  FileStore own = store();
  auto before = own.take(terms_, {.lease = 10s}).slot;
  ASSERT_TRUE(before);
  std::filesystem::remove(directory_.file("budget"));
  FileStore other = store();
  other.open(terms_);
  EXPECT_FALSE(before->confirm(10s, {})) << "others count in another file";
  const SlotOffer offer = own.take(terms_, {.lease = 10s});
  EXPECT_FALSE(offer.slot);
  EXPECT_GE(offer.free_in, 120s);
  now_ += 119s;
  EXPECT_EQ(take_all(own, terms_), 0);
  now_ += 2s;
  EXPECT_EQ(take_all(own, terms_) + take_all(other, terms_), 5);
}

TEST_F(FileStoreTest, ADeletedFileIsMadeAgain) {
  FileStore own = store();
  own.open(terms_);
  std::filesystem::remove(directory_.file("budget"));
  EXPECT_FALSE(own.take(terms_, {.lease = 10s}).slot);
  EXPECT_TRUE(std::filesystem::exists(directory_.file("budget")));
}

TEST_F(FileStoreTest, AForkedChildSharesIt) {
  FileStore own = store();
  auto slot = own.take(terms_, {.lease = 10s}).slot;
  const pid_t child = fork();
  if (child == 0) _exit(take_all(own, terms_));
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 4);
  EXPECT_EQ(take_all(own, terms_), 0);
}

TEST_F(FileStoreTest, AClientRefusesAFileOfAnotherPeriodAndSendsNothing) {
  store().open({.per = 30s});
  try {
    const Client client{{.api_key = Secret{"t0_test"},
                         .rate_limit = RateLimit{.store = file_budget(directory_.file("budget"))}}};
    ADD_FAILURE();
  } catch (const ConfigError& e) {
    EXPECT_THAT(e.what(), HasSubstr("is for a period of 30000 ms, but RateLimit.per is 60000 ms"));
  }
}

TEST_F(FileStoreTest, RefusesWhatIsNoBudgetFile) {
  write("text", "just some text");
  EXPECT_THAT(refusal("text"), HasSubstr("text is not a budget file of this version"));
  write("empty", "");
  EXPECT_THAT(refusal("empty"), HasSubstr("is not a budget file"));
  store().open(terms_);
  std::filesystem::resize_file(directory_.file("budget"), 64);
  EXPECT_THAT(refusal("budget"), HasSubstr("is not a budget file")) << "cut short";
  std::filesystem::create_directory(directory_.file("folder"));
  EXPECT_THAT(refusal("folder"), HasSubstr("cannot be opened: "));
  ASSERT_EQ(mkfifo(directory_.file("fifo").c_str(), 0600), 0);
  EXPECT_THAT(refusal("fifo"), HasSubstr("is not a regular file"));
}

TEST_F(FileStoreTest, RefusesASymbolicLink) {
  store().open(terms_);
  std::filesystem::create_symlink(directory_.file("budget"), directory_.file("link"));
  EXPECT_THAT(refusal("link"), HasSubstr("is a symbolic link"));
}

TEST_F(FileStoreTest, RefusesAFileThatOthersMayWrite) {
  store().open(terms_);
  chmod(directory_.file("budget").c_str(), 0620);
  EXPECT_THAT(refusal("budget"), HasSubstr("make its mode 0600"));
}

TEST_F(FileStoreTest, RefusesADirectoryThatOthersMayWriteTo) {
  chmod(directory_.path().c_str(), 0777);
  EXPECT_THAT(refusal("budget"), HasSubstr("a directory that other users may write to"));
  chmod(directory_.path().c_str(), 01777);
  EXPECT_EQ(refusal("budget"), "") << "in one such as /tmp others cannot replace it";
}

TEST_F(FileStoreTest, RefusesAPlaceThatDoesNotExist) {
  EXPECT_THAT(refusal("no/such/place"),
              HasSubstr("its directory cannot be opened: No such file or directory"));
  EXPECT_THROW((void)file_budget(""), ConfigError);
  EXPECT_THROW((void)file_budget(std::string{"a\0b", 3}), ConfigError);
}

TEST_F(FileStoreTest, RefusesMoreSlotsThanItCanScanQuickly) {
  EXPECT_THAT(refusal("budget", {.requests = 10'001}), HasSubstr("RateLimit.requests must be at most 10000"));
  EXPECT_EQ(refusal("budget", {.requests = 10'000}), "");
}

#ifdef __linux__
TEST_F(FileStoreTest, RefusesAFileSystemThatIsNotOfThisMachineAlone) {
  FileStore in_proc{"/proc/self/budget", [this] { return now_; }};
  EXPECT_THROW(in_proc.open(terms_), ConfigError);
}

TEST_F(FileStoreTest, RefusesAFileOfAnotherUser_needs_root) {
  if (geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  store().open(terms_);
  ASSERT_EQ(chown(directory_.file("budget").c_str(), 12'345, 12'345), 0);
  EXPECT_THAT(refusal("budget"), HasSubstr("belongs to another user"));
}

TEST_F(FileStoreTest, OfAFullDiskIsRefusedAndLeavesNothingBehind_needs_a_mount_namespace) {
  const int status = in_a_child([this] {
    const std::string place = directory_.path().string();
    if (!unshare_as_root(CLONE_NEWNS) || mount("none", place.c_str(), "tmpfs", 0, "size=4096,mode=0700") != 0)
      return no_namespace;
    const std::string why = refusal("budget", {.requests = 10'000});
    const bool is_clean = std::filesystem::is_empty(place);
    return is_clean && why.find("cannot be made: No space left on device") != std::string::npos ? 0 : 1;
  });
  if (status == no_namespace) GTEST_SKIP() << "this system makes no mount namespace";
  EXPECT_EQ(status, 0);
}

/// Such as one of a network, mounted over a name in a local directory.
TEST_F(FileStoreTest, RefusesAFileOfAnotherFileSystemThanItsDirectory_needs_a_mount_namespace) {
  store().open(terms_);
  const int status = in_a_child([this] {
    if (!unshare_as_root(CLONE_NEWNS) ||
        mount("/proc/self/comm", directory_.file("budget").c_str(), nullptr, MS_BIND, nullptr) != 0)
      return no_namespace;
    return refusal("budget").find("is not on a local file system") != std::string::npos ? 0 : 1;
  });
  if (status == no_namespace) GTEST_SKIP() << "this system makes no mount namespace";
  EXPECT_EQ(status, 0);
}

/// In a time namespace the clock has another beginning.
TEST_F(FileStoreTest, CountsTheTimeOfTheMachineInATimeNamespaceToo_needs_a_time_namespace) {
  const auto here = detail::machine_time()();
  const int status = in_a_child([here] {
    constexpr int new_time_namespace = 0x80;
    if (!unshare_as_root(new_time_namespace)) return no_namespace;
    std::ofstream offsets{"/proc/self/timens_offsets"};
    offsets << "boottime 864000 0" << std::flush;
    if (!offsets) return no_namespace;
    return in_a_child([here] {
      const auto there = detail::machine_time()();
      return there - here >= 0s && there - here < 1min ? 0 : 1;
    });
  });
  if (status == no_namespace) GTEST_SKIP() << "this system makes no time namespace";
  EXPECT_EQ(status, 0);
}

/// As two containers that have the file's directory in common: both are process 1 and know no other.
TEST_F(FileStoreTest, IsOneBudgetForTwoContainers_needs_a_pid_namespace) {
  FileStore here = store();
  EXPECT_TRUE(here.take(terms_, {.lease = 10s}).slot);
  std::vector<int> taken;
  for (const BudgetTerms& terms : {BudgetTerms{.requests = 3, .per = 60s}, terms_}) {
    taken.push_back(in_a_child([&] {
      if (!unshare_as_root(CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS)) return no_namespace;
      return in_a_child([&] {
        FileStore there = store();
        return getpid() == 1 ? take_all(there, terms) : -1;
      });
    }));
    if (taken.back() == no_namespace) GTEST_SKIP() << "this system makes no pid namespace";
  }
  EXPECT_EQ(taken[0] + taken[1], 4) << "of five, one is taken outside";
  EXPECT_GE(taken[0], 2);
  EXPECT_EQ(here.look(terms_).used, 5);
  now_ += 71s;
  EXPECT_EQ(take_all(here, terms_), 5)
      << "what a container leaves behind when it is gone ends with its lease";
}
#endif

}  // namespace

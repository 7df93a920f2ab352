// Each call that SQLite makes to the system, and each allocation, fails once: an error, and afterwards the
// file is whole, what was stored is there, and nothing is sent twice.
#include "memory/heap.hpp"
#include "outbox/failing_vfs.hpp"
#include "outbox/small_service.hpp"

namespace {

using namespace outbox_test;

bool is_whole(const std::string& path) {
  sqlite3* database = nullptr;
  std::string said;
  sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, "unix");
  sqlite3_exec(
      database, "PRAGMA integrity_check",
      [](void* to, int, char** columns, char**) {
        *static_cast<std::string*>(to) += columns[0];
        return 0;
      },
      &said, nullptr);
  sqlite3_close(database);
  return said == "ok";
}

/// One program's life: it puts replies, sends, and wipes. `stored` has the keys that put() returned for.
void live(const outbox::Options& options, const Client& client, int replies,
          std::vector<std::string>& stored) {
  const Outbox box{options};
  for (int i = 0; i < replies; ++i) {
    const std::string key(1, static_cast<char>('a' + i));
    (void)box.put(key, TicketId{"tkt_1"}, reply("This is reply " + key));
    stored.push_back(key);
  }
  (void)box.drain(client);
}

/// Runs lives in each of which the next `Failure` strikes, or the so many-th after it, then one without any.
/// The number of what could fail.
template <class Failure>
std::size_t fail_each(int replies, std::size_t step = 1) {
  for (std::size_t number = 0;; number += step) {
    const Directory directory;
    const auto clock = std::make_shared<fakes::ManualClock>();
    const auto service = std::make_shared<SmallService>(clock);
    const Client client = client_of(service, clock);
    const outbox::Options options{.path = directory.file(), .keep_content = 0h, .clock = clock};
    std::vector<std::string> stored;
    stored.reserve(3);
    bool has_struck = false;
    {
      const Failure failure{number};
      try {
        live(options, client, replies, stored);
      } catch (const outbox::StorageError&) {
      } catch (const std::bad_alloc&) {}
      has_struck = failure.happened();
    }
    if (std::filesystem::exists(options.path)) {
      EXPECT_TRUE(is_whole(options.path)) << "after failure " << number;
    }
    const Outbox box{options};
    for (const std::string& key : stored) EXPECT_TRUE(box.find(key)) << key << " after failure " << number;
    for (int i = 0; i < 4; ++i) {
      clock->advance(61min);
      (void)box.drain(client);
    }
    EXPECT_LE(service->most_often(), 1) << "after failure " << number;
    const auto counts = box.counts();
    EXPECT_GE(counts.sent.entries + counts.unknown.entries + counts.queued.entries, stored.size())
        << "after failure " << number;
    EXPECT_EQ(counts.sending.entries, 0U) << "after failure " << number;
    if (testing::Test::HasFailure() || !has_struck) return number;
  }
}

/// Stores a reply, and fails each allocation of `act` in turn; then calls `check`.
template <class Act, class Check>
void fail_each_allocation_of(const Act& act, const Check& check) {
  bool has_struck = true;
  for (std::size_t number = 0; has_struck; ++number) {
    const Directory directory;
    std::optional<Outbox> box{Outbox{{.path = directory.file()}}};
    (void)box->put("k", TicketId{"tkt_1"}, reply());
    {
      const FailingMemory failure{number};
      act(box);
      has_struck = failure.happened();
    }
    check(box, "after failure " + std::to_string(number));
  }
}

TEST(EachAllocationOfSqlite, FailsWhenAnOutboxIsClosedAndNothingIsThrown) {
  fail_each_allocation_of([](std::optional<Outbox>& box) { box.reset(); },
                          [](const std::optional<Outbox>&, const std::string&) {});
}
TEST(EachAllocationOfSqlite, FailsAWithdrawalOnlyIfNothingWasRemoved) {
  bool is_done = false;
  const auto withdraw = [&](const std::optional<Outbox>& box) {
    is_done = false;
    try {
      is_done = box->withdraw("k");
    } catch (const outbox::StorageError&) {
    } catch (const std::bad_alloc&) {}
  };
  fail_each_allocation_of(withdraw, [&](const std::optional<Outbox>& box, const std::string& when) {
    EXPECT_EQ(!box->find("k"), is_done) << when;
  });
}

TEST(EachCallOfSqlite, FailsOnceAndNothingIsLostOrSentTwice) { EXPECT_GT(fail_each<FailingCall>(3), 100U); }
TEST(EverySeventhAllocationOfSqlite, FailsOnceAndNothingIsLostOrSentTwice) {
  EXPECT_GT(fail_each<FailingMemory>(1, 7), 100U);
}
TEST(EachAllocation, FailsOnceAndNothingIsLostOrSentTwice) { EXPECT_GT(fail_each<heap::Failure>(1), 100U); }

}  // namespace

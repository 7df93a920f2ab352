// Where the file may be, what it may be, and what of a text is left in it.
#include <sys/stat.h>

#include <map>

#include "outbox/content.hpp"
#include "outbox/locks.hpp"
#include "outbox/sha256.hpp"
#include "outbox/support.hpp"

namespace {

using namespace outbox_test;
using testing::HasSubstr;

std::string refusal(const std::string& path) {
  const auto result = attempt([&] { return Outbox{{.path = path}}; });
  const auto error = result.error_as<outbox::StorageError>();
  EXPECT_TRUE(error) << path;
  return error ? error->what() : "";
}

/// Opening it is refused with `why`, and neither it nor its directory is changed.
void expect_refused_and_untouched(const Directory& directory, const std::string& why) {
  const auto files = [&] {
    std::map<std::string, std::string> bytes;
    for (const auto& each : std::filesystem::directory_iterator{directory.path()})
      bytes[each.path()] = bytes_of(each.path());
    return bytes;
  };
  const auto before = files();
  const std::string text = refusal(directory.file());
  EXPECT_THAT(text, HasSubstr(why));
  EXPECT_THAT(text, HasSubstr(directory.file()));
  EXPECT_TRUE(files() == before) << "a file was changed or made";
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary} << bytes;
}

TEST(AFile, OfAnotherProgramIsRefusedAndLeftAsItIs) {
  const Directory directory;
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(directory.file().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE bookmarks(url)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  expect_refused_and_untouched(directory, "not an outbox");
}

TEST(AFile, OfNoiseIsRefusedAndLeftAsItIs) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{99}, std::size_t{100'000}}) {
    const Directory directory;
    std::string noise(size, '\0');
    for (std::size_t i = 0; i < size; ++i) noise[i] = static_cast<char>(i * 131 + 7);
    write_bytes(directory.file(), noise);
    expect_refused_and_untouched(directory, "not an outbox");
  }
}

/// An outbox with one entry, all of it in the file.
std::string whole_file(const Directory& directory) {
  {
    const Outbox box{{.path = directory.file("whole.db")}};
    (void)box.put("k", TicketId{"t"}, reply());
    box.backup(directory.file("backup.db"));
  }
  return bytes_of(directory.file("backup.db"));
}

TEST(AFile, OfANewerVersionIsRefusedAndLeftAsItIs) {
  const Directory directory;
  std::string bytes = whole_file(directory);
  bytes.at(63) = 99;  // user_version, in SQLite's header
  write_bytes(directory.file(), bytes);
  expect_refused_and_untouched(directory, "newer version");
}

TEST(AFile, ThatIsDamagedIsRefusedAndLeftAsItIs) {
  const Directory directory;
  std::string bytes = whole_file(directory);
  for (std::size_t i = 100; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 37 + 11);
  write_bytes(directory.file(), bytes);
  const std::string before = bytes_of(directory.file());
  EXPECT_THAT(refusal(directory.file()), HasSubstr("damaged"));
  EXPECT_TRUE(bytes_of(directory.file()) == before);
}

TEST(AFile, IsMadeForItsOwnerAlone) {
  const Directory directory;
  const Outbox box{{.path = directory.file()}};
  (void)box.put("k", TicketId{"t"}, reply());
  for (const char* name : {"outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.db-senders"}) {
    struct stat found {};
    ASSERT_EQ(::stat(directory.file(name).c_str(), &found), 0) << name;
    EXPECT_EQ(found.st_mode & 0777U, 0600U) << name;
  }
}

TEST(APath, ThatCannotBeUsedIsNamed) {
  const Directory directory;
  EXPECT_THAT(refusal(directory.path()), HasSubstr("is a directory"));
  EXPECT_THAT(refusal(directory.file("none/outbox.db")), HasSubstr("none"));
  EXPECT_THAT(refusal("/proc/outbox.db"), HasSubstr("not known to be local"));
  EXPECT_THAT(refusal("/dev/null"), HasSubstr("not a regular file"));
}

TEST(AFile, ThatANewOneWouldTakeForItsOwnLogIsRefusedAndLeftAsItIs) {
  for (const char* const log : {"outbox.db-wal", "outbox.db-journal"}) {
    const Directory directory;
    { const Outbox box{{.path = directory.file()}}; }
    for (const char* const each : {"outbox.db", "outbox.db-wal", "outbox.db-shm"})
      std::filesystem::remove(directory.file(each));
    write_bytes(directory.file(log), "of another file");
    expect_refused_and_untouched(directory, log);
  }
}

TEST(AFile, WhoseCreationWasCutOffIsCreatedAnew) {
  const Directory directory;
  const auto is_created_anew = [&] {
    { const Outbox box{{.path = directory.file()}}; }
    EXPECT_FALSE(std::filesystem::exists(directory.file("outbox.db-new")));
    EXPECT_FALSE(std::filesystem::exists(directory.file("outbox.db-new-journal")));
    std::filesystem::remove(directory.file());
  };
  write_bytes(directory.file("outbox.db-new"), "");
  is_created_anew();
  write_bytes(directory.file("outbox.db-new"), "");  // SQLite writes its journal first,
  write_bytes(directory.file("outbox.db-new-journal"), std::string(512, 'j'));
  is_created_anew();
  write_bytes(directory.file("outbox.db-new"), std::string(8'192, '\0'));  // and the first page last
  write_bytes(directory.file("outbox.db-new-journal"), std::string(512, 'j'));
  is_created_anew();
  std::filesystem::remove(directory.file());
  outbox::detail::create_file(directory.file("outbox.db-new"));  // whole, but for its name
  const Outbox box{{.path = directory.file()}};
  EXPECT_EQ(box.put("k", TicketId{"t"}, reply()).state, State::queued);
  EXPECT_FALSE(std::filesystem::exists(directory.file("outbox.db-new")));
}

TEST(AFile, IsClosedAlthoughAProcessIsStoppedWhileItWrites) {
  const Directory directory;
  std::array<int, 2> to_child{};
  std::array<int, 2> to_parent{};
  ASSERT_EQ(::pipe(to_child.data()), 0);
  ASSERT_EQ(::pipe(to_parent.data()), 0);
  char word = 'w';
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(to_child[1]);
    if (::read(to_child[0], &word, 1) != 1) ::_exit(1);
    const outbox::detail::Locks::Writing writing{outbox::detail::Locks::of(directory.file())};
    if (::write(to_parent[1], &word, 1) != 1) ::_exit(1);
    ::_exit(::read(to_child[0], &word, 1) == 0 ? 0 : 1);  // until the parent has done
  }
  ::close(to_child[0]);
  std::optional<Outbox> box{Outbox{{.path = directory.file()}}};
  (void)box->put("k", TicketId{"t"}, reply());
  ASSERT_EQ(::write(to_child[1], &word, 1), 1);
  ASSERT_EQ(::read(to_parent[0], &word, 1), 1);
  const auto begin = std::chrono::steady_clock::now();
  box.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s) << "it would be half a minute";
  for (const int each : {to_child[1], to_parent[0], to_parent[1]}) ::close(each);
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(AFile, ThatIsMovedWhileItIsOpenHasEverythingOnceItIsClosed) {
  const Directory directory;
  {
    const Outbox box{{.path = directory.file()}};
    (void)box.put("k", TicketId{"t"}, reply());
    std::filesystem::rename(directory.file(), directory.file("moved.db"));
  }
  EXPECT_EQ(run_sql(directory.file("moved.db"), "SELECT count(*) FROM entries"), 1);
}

TEST(AFile, ThatIsReplacedWhileItIsOpenLeavesTheLogAsItIs) {
  const Directory directory;
  const std::string log = directory.file("outbox.db-wal");
  std::string before;
  {
    const Outbox box{{.path = directory.file()}};
    (void)box.put("k", TicketId{"t"}, reply());
    before = bytes_of(log);
    ASSERT_NE(before, "");
    std::filesystem::rename(directory.file(), directory.file("moved.db"));
    write_bytes(directory.file(), "another file");
  }
  EXPECT_TRUE(bytes_of(log) == before);
}

TEST(AFile, ThatIsReplacedWhileItIsOpenTakesNothing) {
  const Directory directory;
  const Outbox box{{.path = directory.file()}};
  (void)box.put("k", TicketId{"t"}, reply());
  std::filesystem::rename(directory.file(), directory.file("moved.db"));
  write_bytes(directory.file(), "another file");
  const auto put = attempt([&] { return box.put("k2", TicketId{"t"}, reply()); });
  ASSERT_TRUE(put.error_as<outbox::StorageError>());
  EXPECT_THAT(put.error_as()->what(), HasSubstr("replaced"));
  EXPECT_EQ(bytes_of(directory.file()), "another file");
  std::filesystem::rename(directory.file("moved.db"), directory.file());
  EXPECT_EQ(box.put("k2", TicketId{"t"}, reply()).state, State::queued);
}

TEST(AFile, ThatAnotherObjectOfThisProcessUsesIsShared) {
  const Directory directory;
  const Outbox one{{.path = directory.file()}};
  {
    const Outbox two{{.path = directory.file()}};
    (void)two.put("k", TicketId{"t"}, reply());
  }
  EXPECT_TRUE(one.find("k"));
  EXPECT_EQ(one.put("k", TicketId{"t"}, reply()).id, one.find("k")->id);
}

TEST(AFile, KeepsItsLogForTwoObjectsWhenAToolClosesIt) {
  const Directory directory;
  const auto number = [&] { return run_sql(directory.file(), "SELECT count(*) FROM entries"); };
  EarlyChild tool{[&] { return number() == 1; }};
  EarlyChild later{[&] { return number() == 2; }};
  const Outbox one{{.path = directory.file()}};
  const Outbox two{{.path = directory.file()}};
  (void)one.put("k", TicketId{"t"}, reply());
  EXPECT_TRUE(tool.works());
  EXPECT_TRUE(std::filesystem::exists(directory.file("outbox.db-wal")));
  (void)one.put("k2", TicketId{"t"}, reply());
  EXPECT_TRUE(later.works());
}

TEST_F(OnASandbox, TheFileAloneHasAllOnceItIsClosed) {
  const std::string moved = directory_.file("moved.db");
  {
    const Outbox box{options()};
    (void)box.put("k", ticket(), reply());
    EXPECT_EQ(box.drain(client_).sent, 1U);
  }
  std::filesystem::rename(directory_.file(), moved);
  auto there = options();
  there.path = moved;
  const Outbox box{there};
  (void)box.drain(client_);
  EXPECT_EQ(box.find("k")->state, State::sent);
  EXPECT_EQ(writes(), 1U);
}

TEST(AFile, OfTwoNamesIsRefused) {
  const Directory directory;
  { const Outbox box{{.path = directory.file()}}; }
  std::filesystem::create_symlink(directory.file(), directory.file("link.db"));
  EXPECT_THAT(refusal(directory.file("link.db")), HasSubstr("symbolic link"));
  EXPECT_FALSE(std::filesystem::exists(directory.file("link.db-senders")));
  std::filesystem::create_hard_link(directory.file(), directory.file("hard.db"));
  EXPECT_THAT(refusal(directory.file("hard.db")), HasSubstr("hard link"));
  EXPECT_THAT(refusal(directory.file()), HasSubstr("hard link"));
  std::filesystem::remove(directory.file("hard.db"));
  const Outbox box{{.path = directory.file()}};
}

class Wiping : public OnASandbox {
 protected:
  [[nodiscard]] bool is_in_files(const std::string& text) {
    bool found = false;
    for (const auto& each : std::filesystem::directory_iterator{directory_.path()})
      found = found || bytes_of(each.path()).find(text) != std::string::npos;
    return found;
  }
};

TEST_F(Wiping, LeavesNothingOfATextInAnyFile) {
  const std::string secret = "a customer's words 7c1f";
  const Outbox box{options()};
  for (int i = 0; i < 50; ++i)
    (void)box.put("k" + std::to_string(i), ticket(0),
                  reply(secret + std::string(static_cast<std::size_t>(i) * 200, 'x')));
  EXPECT_TRUE(is_in_files(secret));
  EXPECT_EQ(box.drain(client_).sent, 50U);
  EXPECT_TRUE(is_in_files(secret)) << "it is kept for a week";
  clock_->advance(24h * 7 + 1h);
  (void)box.drain(client_);
  EXPECT_FALSE(is_in_files(secret));
  EXPECT_EQ(box.counts().bytes, 0U);
  const auto entry = box.find("k0");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->state, State::sent);
  EXPECT_FALSE(box.content(entry->id).reply);
  EXPECT_EQ(box.put("k0", ticket(0), reply(secret)).state, State::sent) << "the key and a hash stay";
  EXPECT_THROW((void)box.put("k0", ticket(0), reply("Other words.")), InvalidArgument);
  EXPECT_EQ(writes(), 50U);
}

TEST_F(Wiping, IsDoneAgainIfAReaderWasInTheWay) {
  const std::string secret = "a customer's words 7c1f";
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply(secret));
  EXPECT_EQ(box.drain(client_).sent, 1U);
  sqlite3* tool = nullptr;
  ASSERT_EQ(sqlite3_open(directory_.file().c_str(), &tool), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(tool, "BEGIN; SELECT count(*) FROM contents", nullptr, nullptr, nullptr), SQLITE_OK);
  clock_->advance(24h * 7 + 1h);
  (void)box.drain(client_);
  EXPECT_TRUE(is_in_files(secret)) << "the reader may still see it";
  sqlite3_close(tool);
  (void)box.drain(client_);
  EXPECT_FALSE(is_in_files(secret));
}

TEST_F(Wiping, IncludesWhatTheServiceSaidAboutIt) {
  const Outbox box{options()};
  service_.store().alter_ticket(ticket().str(), [](sandbox::Ticket& each) { each.status = "closed"; });
  (void)box.put("no", ticket(), reply());
  EXPECT_EQ(box.drain(client_).rejected, 1U);
  EXPECT_NE(box.find("no")->last_error, "");
  clock_->advance(24h * 7 + 1h);
  (void)box.drain(client_);
  EXPECT_EQ(box.find("no")->last_error, "");
  EXPECT_THROW(box.retry(box.find("no")->id), InvalidArgument) << "there is nothing left to send";
  EXPECT_EQ(box.find("no")->state, State::rejected);
}

TEST_F(Wiping, OfWhatIsWithdrawnHappensAtOnce) {
  const std::string secret = "a customer's words 7c1f";
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply(secret));
  EXPECT_TRUE(is_in_files(secret));
  EXPECT_TRUE(box.withdraw("k"));
  EXPECT_FALSE(is_in_files(secret));
}

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char each : bytes) {
    text += digits[static_cast<unsigned char>(each) >> 4U];
    text += digits[static_cast<unsigned char>(each) & 15U];
  }
  return text;
}

/// Files that are in use hold it: with another one, a key whose content was wiped would be refused.
TEST(TheHashOfAContent, IsTheSameInEveryVersion) {
  using namespace outbox::detail;
  EXPECT_EQ(hex_of(hash_of(draft_of("key", TicketId{"tkt_1"}, reply()), "salt")),
            "e4445bad16d60af6fe192f30165448712058dc21816209f466a3afd9963e83b5");
  EXPECT_EQ(hex_of(hash_of(draft_of("key", new_ticket(), true), "salt")),
            "d3b159cc8f1fb03361f252743150c44cdf6243a179a07decb7ed804eacaf986d");
  EXPECT_EQ(hex_of(hash_of(draft_after("key", "ticket", reply()), "salt")),
            "e7776668c25e1acfe28683bfb118e04561f229b127a9ec3ce2a4dae0053071e4");
}

TEST(Sha256, IsThatOfTheStandard) {
  const auto hex = [](std::string_view bytes) { return hex_of(outbox::detail::sha256(bytes)); };
  EXPECT_EQ(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace

// A disk that is full or may not be written, for which a child process mounts one of its own.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "outbox/small_service.hpp"

namespace {

using namespace outbox_test;

/// In a user namespace if need be.
bool unshare_as_root(int what) {
  if (::geteuid() == 0) return ::unshare(what) == 0;
  const std::string map = "0 " + std::to_string(::geteuid()) + " 1";
  if (::unshare(CLONE_NEWUSER) != 0) return false;
  std::ofstream{"/proc/self/uid_map"} << map;
  return ::geteuid() == 0 && ::unshare(what) == 0;
}

class ADisk : public testing::Test {
 protected:
  /// Runs `work` in a child that has a disk of 1 MiB in the directory. `work` returns "", or what is wrong.
  template <class Work>
  void with_small_disk(const Work& work) {
    const std::string problem = directory_.path() + "-problem";
    const pid_t child = ::fork();
    if (child == 0) {
      if (!unshare_as_root(CLONE_NEWNS) || mount_disk(0) != 0) ::_exit(2);
      const auto result = attempt(work);
      const std::string text = result ? *result : result.error_as()->what();
      std::ofstream{problem} << text;
      ::_exit(text.empty() ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    const std::string text = bytes_of(problem);
    std::filesystem::remove(problem);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2) GTEST_SKIP() << "this system makes no mount namespace";
    EXPECT_EQ(status, 0) << text;
  }
  [[nodiscard]] int mount_disk(unsigned long flags) const {
    return ::mount("none", directory_.path().c_str(), "tmpfs", flags, "size=1m,mode=0700");
  }
  const Directory directory_;
};

TEST_F(ADisk, ThatPutsHaveFilledStillDrainsToTheLastEntry_needs_a_mount_namespace) {
  with_small_disk([&]() -> std::string {
    const auto clock = std::make_shared<fakes::ManualClock>();
    const auto service = std::make_shared<SmallService>(clock);
    const Outbox box{{.path = directory_.file(), .clock = clock}};
    const auto put = [&](std::size_t i) {
      const std::string n = std::to_string(i);
      return attempt([&] {
        return box.put("k" + n, TicketId{"tkt_" + n}, reply("This is reply " + n + std::string(2'000, 'x')));
      });
    };
    std::size_t stored = 0;
    auto last = put(0);
    for (; last; last = put(stored)) ++stored;
    if (!last.error_as<outbox::OutboxFull>()) return last.error_as()->what();
    if (stored < 20) return "only " + std::to_string(stored) + " entries were stored";
    if (box.drain(client_of(service, clock)).sent != stored) return "not all were sent";
    return service->messages().size() == stored ? "" : "the service has another number";
  });
}

TEST_F(ADisk, ThatMayOnlyBeReadIsRefusedAndLeftAsItIs_needs_a_mount_namespace) {
  with_small_disk([&]() -> std::string {
    EarlyChild other{[&] {  // whose locks end with it
      const Outbox box{{.path = directory_.file()}};
      return box.put("k", TicketId{"tkt_1"}, reply()).state == State::queued;
    }};
    if (!other.works()) return "nothing was stored";
    const std::string before = bytes_of(directory_.file());
    if (mount_disk(MS_REMOUNT | MS_RDONLY) != 0) return "the disk can be written still";
    const auto opened = attempt([&] { return Outbox{{.path = directory_.file()}}; });
    if (!opened.error_as<outbox::StorageError>()) return "it was opened";
    const std::string said = opened.error_as()->what();
    if (said.find("Read-only") == std::string::npos) return "it says: " + said;
    return bytes_of(directory_.file()) == before ? "" : "the file is changed";
  });
}

}  // namespace

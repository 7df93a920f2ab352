// Claims of one event by several receivers whose leases end: nobody ends the claim of another. For the store
// in memory and for that of docs/webhooks.md.
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "docs/sqlite_seen_store.hpp"
#include "webhook/support.hpp"

namespace {

using namespace webhook_test;
using State = SeenStore::State;

/// Steps of receivers A, B and C: who, what, and what comes of it. "takes" is a claim after the lease of the
/// one before has ended.
struct Interleaving {
  std::string name;
  std::string steps;
  friend void PrintTo(const Interleaving& each, std::ostream* out) { *out << each.name; }
};

const Interleaving interleavings[] = {
    {"OneAfterTheOther", "A claims mine, A does yes, B claims handled, B takes handled"},
    {"WhileTheFirstIsAtWork", "A claims mine, B claims in_progress, A does yes, B claims handled"},
    {"AfterARelease", "A claims mine, A releases -, B claims mine, B does yes, A claims handled"},
    {"ALateReleaseFreesNothing",
     "A claims mine, B takes mine, A releases -, C claims in_progress, B does yes"},
    {"ALateDoneSettlesNothing", "A claims mine, B takes mine, A does no, C claims in_progress, B does yes"},
    {"ALateDoneBeforeARelease",
     "A claims mine, B takes mine, A does no, B releases -, C claims mine, C does yes"},
    {"ALateReleaseAfterADone", "A claims mine, B takes mine, B does yes, A releases -, C claims handled"},
    {"ALateDoneAfterADone", "A claims mine, B takes mine, B does yes, A does no, C claims handled"},
    {"ALateDoneAfterAReleaseCounts",
     "A claims mine, B takes mine, B releases -, A does yes, C claims handled, B does no"},
    {"ALateReleaseAfterARelease", "A claims mine, B takes mine, B releases -, A releases -, C claims mine"},
    {"ALateReleaseOfTheClaimAfterNext",
     "A claims mine, B takes mine, C takes mine, A releases -, B releases -, A claims in_progress, C does "
     "yes"},
    {"ALateDoneThatNobodyPreceded", "A claims mine, A does yes, B takes handled"},
    {"ALateReleaseThatNobodyPreceded", "A claims mine, A releases -, B takes mine, B does yes"},
    {"TwoReleasesOfOne", "A claims mine, A releases -, B claims mine, A releases -, C claims in_progress"},
    {"TwoDonesOfOne", "A claims mine, A does yes, A does yes, B claims handled"},
    {"ADoneAfterItsRelease", "A claims mine, A releases -, B claims mine, A does no, C claims in_progress"},
    {"AReleaseAfterItsDone", "A claims mine, A does yes, A releases -, B claims handled"},
    {"TheSameReceiverTwice",
     "A claims mine, A takes mine, B claims in_progress, A does yes, B claims handled"},
};

std::string name_of(State state) {
  return state == State::mine ? "mine" : state == State::handled ? "handled" : "in_progress";
}

class Claims : public testing::TestWithParam<Interleaving> {
 protected:
  static void play(SeenStore& store) {
    using std::chrono::seconds;
    std::map<std::string, std::string> tokens;
    std::istringstream steps{GetParam().steps};
    for (std::string who, verb, expected; steps >> who >> verb >> expected;) {
      if (expected.back() == ',') expected.pop_back();
      SCOPED_TRACE(who + " " + verb + " " + expected);
      std::string& token = tokens[who];
      if (verb == "claims" || verb == "takes") {
        const SeenStore::Claim claim = store.claim("evt_1", verb == "takes" ? seconds{0} : seconds{60});
        EXPECT_EQ(name_of(claim.state), expected);
        EXPECT_EQ(claim.token.empty(), claim.state != State::mine);
        if (claim.state == State::mine) token = claim.token;
      } else if (verb == "does") {
        EXPECT_EQ(store.done("evt_1", token), expected == "yes");
      } else {
        ASSERT_EQ(verb, "releases");
        store.release("evt_1", token);
      }
    }
  }
};

TEST_P(Claims, OfAnEventInMemoryEndEachForItself) {
  MemorySeenStore store;
  play(store);
}

TEST_P(Claims, OfAnEventInAFileEndEachForItself) {
  const std::string path =
      testing::TempDir() + "claims_" + GetParam().name + std::to_string(::getpid()) + ".db";
  {
    SqliteSeenStore store{path.c_str()};
    play(store);
  }
  std::filesystem::remove(path);
}

INSTANTIATE_TEST_SUITE_P(When, Claims, testing::ValuesIn(interleavings),
                         [](const auto& each) { return each.param.name; });

}  // namespace

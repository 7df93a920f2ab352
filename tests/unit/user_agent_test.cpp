#include "client/defaults.hpp"

#include "support.hpp"
#include "ticket0/version.hpp"

namespace {

using testing::MatchesRegex;
using ticket0::detail::user_agent;

TEST(UserAgent, NamesLibrarySystemTransportAndApplication) {
  EXPECT_THAT(user_agent("libcurl/8.5.0", "acme-sync/2.1"),
              MatchesRegex("ticket0-cpp/[0-9.]+ \\([a-z]+; [a-z0-9_]+\\) libcurl/8.5.0 acme-sync/2.1"));
  EXPECT_THAT(user_agent("", ""), testing::StartsWith("ticket0-cpp/" TICKET0_VERSION " ("));
}

TEST(UserAgent, LeavesOutWhatIsEmpty) {
  EXPECT_THAT(user_agent("", ""), MatchesRegex("ticket0-cpp/[0-9.]+ \\([a-z]+; [a-z0-9_]+\\)"));
  EXPECT_THAT(user_agent("", "app"), testing::EndsWith(") app"));
  EXPECT_THAT(user_agent("t", ""), testing::EndsWith(") t"));
}

}  // namespace

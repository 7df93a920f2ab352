// Which libcurl is told what about its directory of authorities.
#include <gtest/gtest.h>

#include <string>

#include "transport/authorities.hpp"

namespace {

using ticket0::detail::ca_path;
using ticket0::detail::CaPath;
using ticket0::detail::CurlBuild;

struct Case {
  std::string name;
  CurlBuild curl;
  CaPath with_the_systems;
  CaPath with_own;
  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.name; }
};

class Authorities : public testing::TestWithParam<Case> {};

TEST_P(Authorities, OfTheSystem) { EXPECT_EQ(ca_path(GetParam().curl, false), GetParam().with_the_systems); }
TEST_P(Authorities, OfTheOptions) { EXPECT_EQ(ca_path(GetParam().curl, true), GetParam().with_own); }

constexpr CurlBuild openssl(unsigned version) {
  return {.version = version, .openssl = true, .has_bundle = true};
}

INSTANTIATE_TEST_SUITE_P(
    ByVersion, Authorities,
    testing::Values(Case{"BeforeItKeptThem", openssl(0x075600), CaPath::leave, CaPath::clear},
                    Case{"TheFirstThatKeepsThem", openssl(0x075700), CaPath::clear, CaPath::clear},
                    Case{"Debian12", openssl(0x075801), CaPath::clear, CaPath::clear},
                    Case{"TheLastForWhichNullIsNone", openssl(0x0810FF), CaPath::clear, CaPath::clear},
                    Case{"TheFirstForWhichNullIsTheDefault", openssl(0x081100), CaPath::leave,
                         CaPath::nowhere},
                    Case{"WithoutABundleThereIsOnlyTheDirectory",
                         {.version = 0x075801, .openssl = true, .has_bundle = false},
                         CaPath::leave,
                         CaPath::clear},
                    Case{"AnotherTlsLibraryKeepsNone",
                         {.version = 0x075801, .openssl = false, .has_bundle = true},
                         CaPath::leave,
                         CaPath::clear},
                    Case{"AnotherTlsLibraryTakesNoPlaceThatIsNone",
                         {.version = 0x081100, .openssl = false, .has_bundle = true},
                         CaPath::leave,
                         CaPath::clear}),
    [](const auto& each) { return each.param.name; });

TEST(CurlBuild, IsOfTheLibraryThatRuns) {
  const CurlBuild curl = ticket0::detail::curl_build();
  EXPECT_GE(curl.version, 0x075000U);
}

}  // namespace

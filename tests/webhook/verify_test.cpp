#include "webhook/support.hpp"

namespace {

using namespace webhook_test;

// `printf %s '{"a":1}' | openssl dgst -sha256 -hmac whsec_one` gives it.
constexpr std::string_view known_body = R"({"a":1})";
constexpr std::string_view known = "sha256=3e55d6cb2ef207a0e9fa549ed66d9f43bbfbc1e1492a9be004d656feb1d7dbf0";

std::vector<Secret> secrets_of(std::size_t count) { return std::vector<Secret>(count, other_secret); }

TEST(Sign, GivesWhatOpensslGives) { EXPECT_EQ(sign(known_body, secret), known); }

TEST(Sign, WantsASecret) {
  EXPECT_THAT([] { (void)sign(body, Secret{}); }, refuses<ticket0::InvalidArgument>("secret is empty"));
}

TEST(Verify, AcceptsWhatTheSecretSigned) {
  EXPECT_TRUE(verify(known_body, known, {{secret}}));
  EXPECT_FALSE(verify(known_body, known, {{other_secret}}));
}

TEST(Verify, SeesEveryByteOfTheBody) {
  const std::string signature = sign(body, secret);
  for (std::size_t at = 0; at < body.size(); ++at) {
    std::string tampered = body;
    tampered[at] = static_cast<char>(tampered[at] ^ 1);
    EXPECT_FALSE(verify(tampered, signature, {{secret}})) << "byte " << at;
  }
  EXPECT_FALSE(verify(body + "\n", signature, {{secret}}));
  EXPECT_FALSE(verify(std::string_view{body}.substr(1), signature, {{secret}}));
}

TEST(Verify, SeesEveryByteOfTheSignature) {
  const std::string signature = sign(body, secret);
  for (std::size_t at = std::string_view{"sha256="}.size(); at < signature.size(); ++at) {
    std::string forged = signature;
    forged[at] = forged[at] == '0' ? '1' : '0';
    EXPECT_FALSE(verify(body, forged, {{secret}})) << "digit " << at;
  }
}

TEST(Verify, TriesEverySecretAgainstEverySignature) {
  const std::string none = sign(body, Secret{"neither"});
  for (const auto& [header, of] : {std::pair{none + "," + sign(body, secret), "the second signature"},
                                   std::pair{sign(body, secret) + " " + none, "the first signature"}}) {
    EXPECT_TRUE(verify(body, header, {{secret, other_secret}})) << of;
    EXPECT_TRUE(verify(body, header, {{other_secret, secret}})) << of;
    EXPECT_FALSE(verify(body, header, {{other_secret}})) << of;
  }
}

TEST(Verify, TakesOneToEightSecrets) {
  EXPECT_NO_THROW((void)verify(body, known, secrets_of(8)));
  EXPECT_THAT([] { (void)verify(body, known, secrets_of(9)); },
              refuses<ticket0::InvalidArgument>("secrets has 9"));
  EXPECT_THAT([] { (void)verify(body, known, secrets_of(0)); },
              refuses<ticket0::InvalidArgument>("secrets has 0"));
}

TEST(Verify, WantsNoEmptySecretAmongThem) {
  EXPECT_THAT(
      [] {
        (void)verify(body, known, {{secret, Secret{}}});
      },
      refuses<ticket0::InvalidArgument>("secrets[1] is empty"));
}

TEST(Verify, TakesBytesOfAnyKind) {
  const std::string bytes{"\0\xff\x80", 3};
  EXPECT_TRUE(verify(bytes, sign(bytes, secret), {{secret}}));
  EXPECT_TRUE(verify("", sign("", secret), {{secret}}));
}

}  // namespace

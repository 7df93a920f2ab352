// HMAC-SHA256 by the vectors of RFC 4231, SHA-256 by those of FIPS 180-2.
#include "webhook/signature.hpp"

#include <gtest/gtest.h>

namespace {

using namespace ticket0::detail;

struct Vector {
  std::string name;
  std::string key;
  std::string data;
  std::string digest;  // its beginning, where the RFC truncates it
  friend void PrintTo(const Vector& vector, std::ostream* out) { *out << vector.name; }
};

std::string counting_up_to(int last) {
  std::string bytes;
  for (int byte = 1; byte <= last; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

const std::vector<Vector> vectors{
    {"Case1", std::string(20, '\x0b'), "Hi There",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"Case2ShortKey", "Jefe", "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"Case3", std::string(20, '\xaa'), std::string(50, '\xdd'),
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {"Case4", counting_up_to(25), std::string(50, '\xcd'),
     "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {"Case5Truncated", std::string(20, '\x0c'), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"},
    {"Case6LongKey", std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {"Case7LongKeyAndData", std::string(131, '\xaa'),
     "This is a test using a larger than block-size key and a larger than block-size data. The key needs to "
     "be "
     "hashed before being used by the HMAC algorithm.",
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

class Rfc4231 : public testing::TestWithParam<Vector> {};

TEST_P(Rfc4231, IsWhatHmacSha256Gives) {
  const std::string digest = to_hex(hmac_sha256(GetParam().key, GetParam().data));
  EXPECT_EQ(digest.substr(0, GetParam().digest.size()), GetParam().digest);
}

INSTANTIATE_TEST_SUITE_P(Vectors, Rfc4231, testing::ValuesIn(vectors),
                         [](const auto& each) { return each.param.name; });

TEST(Sha256, IsThatOfFips180) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digests, AreEqualWhereEachByteIs) {
  const Digest digest = sha256("abc");
  EXPECT_TRUE(equal_in_constant_time(digest, sha256("abc")));
  for (std::size_t at = 0; at < digest.size(); ++at) {
    Digest other = digest;
    other[at] = static_cast<std::uint8_t>(other[at] ^ 0x80U);
    EXPECT_FALSE(equal_in_constant_time(digest, other)) << "byte " << at;
  }
}

}  // namespace

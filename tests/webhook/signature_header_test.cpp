#include "webhook/signature.hpp"

#include <gtest/gtest.h>

namespace {

using namespace ticket0::detail;

const std::string good = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::string other = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct Case {
  std::string name;
  std::string header;
  std::vector<std::string> found;
  friend void PrintTo(const Case& which, std::ostream* out) { *out << which.name; }
};

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

const std::vector<Case> cases{
    {"One", "sha256=" + good, {good}},
    {"UpperCaseDigits", "sha256=" + upper(good), {good}},
    {"MixedCaseDigits", "sha256=" + upper(good).substr(0, 32) + good.substr(32), {good}},
    {"BlanksAround", "  sha256=" + good + "\t ", {good}},
    {"SeveralByCommas", "sha256=" + good + ",sha256=" + other, {good, other}},
    {"SeveralByBlanks", "sha256=" + good + " sha256=" + other, {good, other}},
    {"SeveralByBoth", ",,sha256=" + good + " , \tsha256=" + other + ",", {good, other}},
    {"TheSameTwice", "sha256=" + good + ",sha256=" + good, {good, good}},
    {"OtherSchemesBeside", "sha1=abc, sha256=" + good + ", v1=" + good + ", t=1", {good}},
    {"OtherSchemeAlone", "sha512=" + good + good, {}},
    {"SchemeInUpperCase", "SHA256=" + good, {}},
    {"NoScheme", good, {}},
    {"BlankAfterTheScheme", "sha256= " + good, {}},
    {"ADigitTooFew", "sha256=" + good.substr(1), {}},
    {"ADigitTooMany", "sha256=" + good + "0", {}},
    {"OddBytes", "sha256=abc", {}},
    {"NoHexDigit", "sha256=" + good.substr(0, 63) + "g", {}},
    {"NoHexDigitAtFirst", "sha256=" + ("/" + good.substr(1)), {}},
    {"Base64", "sha256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", {}},
    {"Nul", std::string{"sha256=\0", 8} + good.substr(1), {}},
    {"Nothing", "", {}},
    {"SchemeAlone", "sha256=", {}},
    {"Quoted", "\"sha256=" + good + "\"", {}},
    {"Semicolons", "sha256=" + good + ";sha256=" + other, {}},
};

class SignatureHeader : public testing::TestWithParam<Case> {};

TEST_P(SignatureHeader, HasTheseSignatures) {
  std::vector<std::string> found;
  for (const Digest& digest : signatures_in(GetParam().header)) found.push_back(to_hex(digest));
  EXPECT_EQ(found, GetParam().found);
}

INSTANTIATE_TEST_SUITE_P(With, SignatureHeader, testing::ValuesIn(cases),
                         [](const auto& each) { return each.param.name; });

TEST(SignatureHeaders, OfAMebibyteAreReadToTheirEnd) {
  std::string header(1 << 20, ',');
  header += "sha256=" + good;
  EXPECT_EQ(signatures_in(header).size(), 1U);
}

}  // namespace

// How long an origin is asked over HTTP/1.1 that gave no response over HTTP/2.
#include "transport/http1_origins.hpp"

#include <gmock/gmock.h>

namespace {

using namespace std::chrono_literals;
using ticket0::detail::Http1Origins;
using ticket0::detail::Origin;
using Speak = Http1Origins::Speak;

class Http1OriginsTest : public testing::Test {
 protected:
  /// A request that may be a trial, and one that may not.
  Speak read(Http1Origins::Time at) { return origins_.how(origin_, true, at); }
  Speak write(Http1Origins::Time at) { return origins_.how(origin_, false, at); }
  void fail(Speak how, Http1Origins::Time at) { origins_.failed(origin_, how, CURLE_HTTP2, at); }
  /// It failed over HTTP/2, and was answered over HTTP/1.1.
  void lose() {
    fail(read(start_), start_);
    origins_.answered(origin_, write(start_), 200);
  }
  const Origin origin_{.host = "example.com"};
  const Http1Origins::Time start_{100h};
  Http1Origins origins_{};
};

TEST_F(Http1OriginsTest, AreAskedOverHttp11ForAnHour) {
  EXPECT_EQ(read(start_), Speak::any);
  lose();
  EXPECT_EQ(read(start_ + 1h - 1s), Speak::http1);
  EXPECT_EQ(origins_.how({.host = "example.com", .port = 444}, true, start_), Speak::any);
}

TEST_F(Http1OriginsTest, AreTriedByOneRequestWhoseFailureDoesNoHarm) {
  lose();
  EXPECT_EQ(write(start_ + 2h), Speak::http1);
  EXPECT_EQ(read(start_ + 2h), Speak::trial);
  EXPECT_EQ(read(start_ + 2h), Speak::http1) << "another meanwhile";
}

TEST_F(Http1OriginsTest, AreForgottenWhenTheTrialIsAnswered) {
  lose();
  origins_.answered(origin_, read(start_ + 1h), 404);
  EXPECT_EQ(write(start_ + 1h), Speak::any);
}

TEST_F(Http1OriginsTest, AreLeftAloneForTwiceTheTimeAfterEachTrialThatFailsUpToADay) {
  lose();
  Http1Origins::Time at = start_;
  for (const auto period : {1h, 2h, 4h, 8h, 16h, 24h, 24h}) {
    EXPECT_EQ(read(at + period - 1s), Speak::http1);
    at += period;
    const Speak how = read(at);
    EXPECT_EQ(how, Speak::trial);
    fail(how, at);
    EXPECT_EQ(write(at), Speak::http1);
  }
}

TEST_F(Http1OriginsTest, AreForgottenIfHttp11DoesNoBetterBeforeItWasAnswered) {
  fail(read(start_), start_);
  fail(write(start_), start_);
  EXPECT_EQ(read(start_), Speak::any);
  lose();
  fail(write(start_), start_);
  EXPECT_EQ(write(start_), Speak::http1);
}

}  // namespace

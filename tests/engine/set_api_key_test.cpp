// A key that is replaced while an attempt is under way: the attempt is repeated if its key alone was
// rejected.
#include "engine/call_script.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using testing::HasSubstr;

class SetApiKey : public ScriptedTest {
 protected:
  SetApiKey() { own_.retry.max_attempts = 1; }
  /// Gives the client another key during each attempt.
  void rotate(const Client& client) {
    script_->on_send = [&client, n = 0]() mutable {
      client.set_api_key(Secret{"t0_" + std::to_string(++n)});
    };
  }
  static Ticket create(const Client& client) {
    return client.tickets().create({.subject = "s", .customer_email = "e", .body = "b"});
  }
  static constexpr const char* unauthorized = R"({"error":{"code":"UNAUTHORIZED","message":"no"}})";
};

TEST_F(SetApiKey, RepeatsAnAttemptThatWasRejectedForTheOldKeyWhateverThePolicy) {
  own_.retry.retry_writes = RetryWrites::never;
  for (const char* body : {unauthorized, ""}) {
    script_->answer(401, body).answer(201, good);
    const Client rotating = client();
    rotate(rotating);
    EXPECT_EQ(create(rotating).id, id_);
    EXPECT_EQ(script_->sent.back().request.headers.front().second, "Bearer t0_1");
  }
}

TEST_F(SetApiKey, RepeatsNoWriteThatMayHaveBeenDoneWhateverTheCodeOfItsResponse) {
  for (const int status : {500, 502, 503}) {
    script_->answer(status, unauthorized);
    const Client rotating = client();
    rotate(rotating);
    const auto error = thrown_by<ApiError>([&] { return create(rotating); });
    EXPECT_EQ(error.outcome(), Outcome::unknown) << status;
    EXPECT_EQ(error.attempts(), 1);
  }
}

TEST_F(SetApiKey, RepeatsNothingAfterTheSameKeyWasSetAgain) {
  script_->answer(401, unauthorized);
  const Client rotating = client();
  script_->on_send = [&] { rotating.set_api_key(Secret{key}); };
  EXPECT_EQ(thrown_by<AuthenticationError>([&] { return create(rotating); }).attempts(), 1);
}

TEST_F(SetApiKey, RepeatsFiveTimesAtMost) {
  for (int i = 0; i < 6; ++i) script_->answer(401, unauthorized);
  const Client rotating = client();
  rotate(rotating);
  EXPECT_EQ(thrown_by<AuthenticationError>([&] { return create(rotating); }).attempts(), 6);
  EXPECT_TRUE(script_->is_done());
}

TEST_F(SetApiKey, SaysThatARequestWasSentIfTimeIsUpAfterwards) {
  script_->answer(401, unauthorized, {}, 31s);
  const Client rotating = client();
  rotate(rotating);
  const auto error = thrown_by<TimeoutError>([&] { return rotating.tickets().get(id_, {.timeout = 30s}); });
  EXPECT_THAT(error.what(), HasSubstr("before another request could be sent"));
  EXPECT_THAT(error.explain(), HasSubstr("its key was replaced meanwhile"));
  EXPECT_EQ(error.outcome(), Outcome::rejected);
}

}  // namespace

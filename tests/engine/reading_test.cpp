// A large answer takes time to read: the call's deadline and its token hold meanwhile.
#include "engine/call_script.hpp"

namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using ticket0::Outcome;

/// From when it is told, each question takes 10 ms.
class TickingClock final : public ticket0::Clock {
 public:
  explicit TickingClock(std::shared_ptr<ticket0::fakes::ManualClock> clock) : clock_(std::move(clock)) {}
  std::chrono::steady_clock::time_point now() noexcept override {
    if (ticks) {
      clock_->advance(10ms);
      if (clock_->now() >= stop_at) stop.cancel();
    }
    return clock_->now();
  }
  std::chrono::system_clock::time_point wall() noexcept override { return clock_->wall(); }
  bool wait_until(std::chrono::steady_clock::time_point when, const ticket0::CancelToken& cancel) override {
    return clock_->wait_until(when, cancel);
  }
  bool ticks{false};
  std::chrono::steady_clock::time_point stop_at{std::chrono::steady_clock::time_point::max()};
  ticket0::CancelSource stop{};

 private:
  std::shared_ptr<ticket0::fakes::ManualClock> clock_;
};

class Reading : public ScriptedTest {
 protected:
  Reading() {
    own_.clock = ticking_;
    own_.timeout = 300ms;
    script_->on_send = [this] { ticking_->ticks = true; };
  }
  [[nodiscard]] ticket0::Tickets tickets() const { return client().tickets(); }
  /// Since the client was made.
  [[nodiscard]] std::chrono::steady_clock::duration elapsed() const { return clock_->now() - start_; }

  std::shared_ptr<TickingClock> ticking_ = std::make_shared<TickingClock>(clock_);
  std::chrono::steady_clock::time_point start_ = clock_->now();
};

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all.append(text);
  return all;
}

struct Large {
  std::string_view what;
  std::string body;
};

/// Each of some 100,000 values, or a few MiB of text that is repaired.
std::vector<Large> large_objects() {
  const std::string values = "[" + repeated("1,", 100'000) + "1]";
  std::string names;
  for (int i = 0; i < 50'000; ++i) names += "\"m" + std::to_string(i) + "\":1,";
  return {
      {"a new member's list", R"({"id":"tkt_1","zip":)" + values + "}"},
      {"a known member's list", R"({"id":"tkt_1","tags":)" + values + "}"},
      {"a member that is no list", R"({"id":"tkt_1","subject":)" + values + "}"},
      {"new members", "{" + names + R"("id":"tkt_1"})"},
      {"lists in a list", R"({"id":"tkt_1","zip":[)" + repeated("[],", 100'000) + "[]]}"},
      {"objects in a list", R"({"id":"tkt_1","zip":[)" + repeated(R"({"a":1},)", 50'000) + "{}]}"},
      {"a wrapped object", R"({"ticket":{"id":"tkt_1","zip":)" + values + "}}"},
      {"a text to repair", "{\"id\":\"tkt_1\",\"subject\":\"" + repeated("line\n", 500'000) + "\"}"},
      {"a text to repair, and no JSON", "{\"subject\":\"" + repeated("line\n", 500'000)},
      {"numbers to repair", R"({"id":"tkt_1","zip":[)" + repeated("2,", 100'000) + "1e999]}"},
      {"an id behind it all", R"({"zip":)" + values + R"(,"id":"tkt_1"})"},
  };
}

TEST_F(Reading, EndsWhenTheCallsTimeIsUp) {
  for (const auto& [what, body] : large_objects()) {
    ticking_->ticks = false;
    start_ = clock_->now();
    script_->answer(200, body);
    const auto error = thrown_by<ticket0::TimeoutError>([&] { return tickets().get(id_); });
    EXPECT_EQ(error.outcome(), Outcome::applied) << what;
    EXPECT_EQ(error.attempts(), 1) << what;
    EXPECT_THAT(error.what(),
                HasSubstr("GET /tickets/:id: the call's time was up while the response was being read"));
    EXPECT_LT(elapsed(), 300ms + 50ms) << what;
  }
}

TEST_F(Reading, EndsWhenTheCallIsCancelled) {
  for (const auto& [what, body] : large_objects()) {
    ticking_->ticks = false;
    ticking_->stop = {};
    start_ = clock_->now();
    ticking_->stop_at = start_ + 100ms;
    script_->answer(200, body);
    const auto error = thrown_by<ticket0::CancelledError>(
        [&] { return tickets().get(id_, {.cancel = ticking_->stop.token()}); });
    EXPECT_EQ(error.outcome(), Outcome::applied) << what;
    EXPECT_LT(elapsed(), 100ms + 50ms) << what;
  }
}

TEST_F(Reading, OfAWritesAnswerThatIsCutMeansApplied) {
  const std::string body = large_objects().front().body;
  script_->answer(201, body).answer(200, body).answer(201, body);
  const auto create = [&](const ticket0::CallOptions& call) {
    return tickets().create({.subject = "Hi", .customer_email = "jane@example.com", .body = "Hello"}, call);
  };
  const auto late = thrown_by<ticket0::TimeoutError>([&] { return create({}); });
  EXPECT_EQ(late.outcome(), Outcome::applied);
  EXPECT_THAT(late.explain(), AllOf(HasSubstr("not repeated: the response was a success"),
                                    HasSubstr("next: The response was a success: read the object before")));
  const auto patched =
      thrown_by<ticket0::TimeoutError>([&] { return tickets().update(id_, {.tags = {"a"}}); });
  EXPECT_EQ(patched.outcome(), Outcome::applied);
  ticking_->stop_at = clock_->now() + 100ms;
  const auto cancelled =
      thrown_by<ticket0::CancelledError>([&] { return create({.cancel = ticking_->stop.token()}); });
  EXPECT_EQ(cancelled.outcome(), Outcome::applied);
  EXPECT_EQ(script_->sent.size(), 3U);
}

TEST_F(Reading, OfAnErrorThatIsCutLeavesItsStatus) {
  const std::string values = "[" + repeated("1,", 100'000) + "1]";
  script_->answer(500, R"({"zip":)" + values + R"(,"error":{"code":"INTERNAL","message":"m"}})");
  const auto error = thrown_by<ticket0::ServerError>([&] { return tickets().get(id_); });
  EXPECT_EQ(error.status(), 500);
  EXPECT_EQ(error.code(), ticket0::ErrorCode::unknown);
  EXPECT_LT(elapsed(), 300ms + 50ms);
}

TEST_F(Reading, OfAPageThatIsCutLosesNoItem) {
  std::string items;
  for (int i = 0; i < 20'000; ++i) items += R"({"id":"tkt_)" + std::to_string(i) + R"(","tags":["a","b"]},)";
  const std::string large = R"({"tickets":[)" + items + R"({"id":"last"}]})";
  script_->answer(200, R"({"tickets":[{"id":"first"}],"nextCursor":"2"})")
      .answer(200, large)
      .answer(200, large);
  auto range = tickets().list();
  std::size_t seen = 0;
  const auto loop = [&] {
    for (const auto& ticket : range) seen += ticket.id.empty() ? 0U : 1U;
    return seen;
  };
  EXPECT_EQ(thrown_by<ticket0::TimeoutError>(loop).outcome(), Outcome::applied);
  EXPECT_EQ(seen, 1U);
  script_->on_send = nullptr;
  ticking_->ticks = false;
  EXPECT_EQ(loop(), 20'002U);
}

TEST_F(Reading, OfASmallAnswerIsNotHurried) {
  script_->on_send = [this] { clock_->advance(1h); };
  script_->answer(200, R"({"id":"tkt_1"})");
  EXPECT_EQ(tickets().get(id_).id, id_) << "it is here";
}

}  // namespace

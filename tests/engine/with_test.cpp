// Client::with: the same client with other defaults.
#include "engine/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

/// Keeps what it was told, and answers.
struct Listening final : Transport {
  HttpResponse send(const HttpRequest& request, const SendContext& context) override {
    headers.push_back(request.headers);
    left.push_back(context.time_left);
    if (on_send) on_send(context);
    return {
        .status = 200, .headers = {}, .body = R"({"id":"tkt_1","tickets":[],"customers":[],"messages":[]})"};
  }
  std::vector<Headers> headers{};
  std::vector<milliseconds> left{};
  std::function<void(const SendContext&)> on_send{};
};

class With : public ClientTest {
 protected:
  [[nodiscard]] Client client() const {
    auto own = options();
    own.transport = listening_;
    return Client{own};
  }
  std::shared_ptr<Listening> listening_ = std::make_shared<Listening>();
};

TEST_F(With, GivesTheTimesWhereACallHasNone) {
  const Client quick = client().with({.timeout = 5s, .attempt_timeout = 3s});
  (void)quick.tickets().get(id_);
  (void)quick.customers().page({}, {.attempt_timeout = 4s});
  (void)quick.messages().page(id_, {}, {.timeout = 2s});
  (void)quick.send("GET", "/macros");
  (void)quick.tickets().list().to_vector();
  (void)client().tickets().get(id_);
  EXPECT_THAT(listening_->left, ElementsAre(3s, 4s, 2s, 3s, 3s, 30s));
}

TEST_F(With, AddsHeadersOfWhichTheCallsWinWhateverTheirCase) {
  const Client tagged = client().with({.headers = {{"X-App", "sync"}, {"X-Trace", "outer"}}});
  (void)tagged.tickets().get(id_, {.headers = {{"x-trace", "inner"}, {"X-More", "1"}}});
  (void)tagged.customers().list({}, {.headers = {{"X-APP", "list"}}}).to_vector();
  (void)client().tickets().get(id_);
  EXPECT_THAT(listening_->headers.at(0), Contains(Pair("X-App", "sync")));
  EXPECT_THAT(listening_->headers.at(0), Contains(Pair("x-trace", "inner")));
  EXPECT_THAT(listening_->headers.at(0), Contains(Pair("X-More", "1")));
  EXPECT_THAT(listening_->headers.at(0), Not(Contains(Key("X-Trace"))));
  EXPECT_THAT(listening_->headers.at(1), Contains(Pair("X-APP", "list")));
  EXPECT_THAT(listening_->headers.at(1), Not(Contains(Key("X-App"))));
  EXPECT_THAT(listening_->headers.at(2), Not(Contains(Key("X-App")))) << "the client itself is not changed";
}

TEST_F(With, OfWithKeepsTheOuterDefaultsThatTheInnerDoesNotReplace) {
  const Client nested = client()
                            .with({.timeout = 9s, .attempt_timeout = 8s, .headers = {{"A", "1"}, {"B", "1"}}})
                            .with({.attempt_timeout = 7s, .headers = {{"b", "2"}}});
  (void)nested.tickets().get(id_);
  (void)nested.tickets().get(id_, {.attempt_timeout = 20s});
  EXPECT_THAT(listening_->left, ElementsAre(7s, 9s));
  EXPECT_THAT(listening_->headers.at(0), Contains(Pair("A", "1")));
  EXPECT_THAT(listening_->headers.at(0), Contains(Pair("b", "2")));
  EXPECT_THAT(listening_->headers.at(0), Not(Contains(Key("B"))));
}

/// Whichever of the tokens is cancelled, a call that is under way sees it, and so does one that was not
/// begun.
TEST_F(With, EveryTokenCancels) {
  for (std::size_t which = 0; which < 3; ++which) {
    std::vector<CancelSource> stop(3);
    const auto call = [&, nested =
                              client().with({.cancel = stop[0].token()}).with({.cancel = stop[1].token()})] {
      return nested.tickets().update(id_, {.assignee_id = null}, {.cancel = stop[2].token()});
    };
    listening_->on_send = [](const SendContext& context) { EXPECT_FALSE(context.cancel.cancelled()); };
    EXPECT_EQ(call().id.str(), "tkt_1");
    bool woken = false;
    listening_->on_send = [&](const SendContext& context) {
      const auto wake = context.cancel.on_cancel([&] { woken = true; });
      stop[which].cancel();
      EXPECT_TRUE(context.cancel.cancelled()) << which;
      throw TransportError{"stopped"};
    };
    EXPECT_THROW((void)call(), CancelledError) << which;
    EXPECT_TRUE(woken) << which;
    listening_->on_send = [](const SendContext&) { ADD_FAILURE() << "nothing is to be sent any more"; };
    EXPECT_EQ(thrown_by<CancelledError>(call).outcome(), Outcome::not_sent) << which;
  }
}

TEST_F(With, ATokenCancelsTheStepsOfAListToo) {
  CancelSource stop;
  auto list = client().with({.cancel = stop.token()}).tickets().list();
  stop.cancel();
  EXPECT_THROW((void)list.begin(), CancelledError);
  EXPECT_TRUE(listening_->headers.empty());
}

TEST_F(With, SharesTheClientsTransportAndLeavesNothingBehind) {
  const Client first = client();
  {
    const Client second = first.with({.timeout = 1s});
    (void)second.tickets().get(id_);
  }
  (void)first.tickets().get(id_);
  EXPECT_THAT(listening_->left, ElementsAre(1s, 30s));
}

TEST_F(With, RefusesWhatACallWouldRefuseAndACapture) {
  ResponseInfo info;
  struct Case {
    const char* named;
    CallOptions defaults;
  };
  const Case cases[] = {
      {"CallOptions.timeout is 0 ms", {.timeout = 0ms}},
      {"CallOptions.attempt_timeout is -1 ms", {.attempt_timeout = -1ms}},
      {"CallOptions.headers[\"User-Agent\"]", {.headers = {{"User-Agent", "x"}}}},
      {"CallOptions.headers[\"X\"]", {.headers = {{"X", "a\nb"}}}},
      {"CallOptions.capture is for a single call", {.capture = &info}},
  };
  for (const Case& each : cases) {
    const auto error = thrown_by<InvalidArgument>([&] { return client().with(each.defaults); });
    EXPECT_THAT(error.what(), StartsWith(each.named));
  }
  (void)client().with({.timeout = 5s}).tickets().get(id_, {.capture = &info});
  EXPECT_EQ(info.status, 200) << "a call of it can still be captured";
}

TEST_F(With, OfNothingIsTheSameClient) {
  (void)client().with({}).tickets().get(id_);
  EXPECT_THAT(listening_->left, ElementsAre(30s));
}

}  // namespace

#include <stdexcept>

#include "webhook/support.hpp"

namespace {

using namespace webhook_test;
using testing::HasSubstr;
using testing::Not;

/// A store that fails where it is told to.
class FailingStore final : public SeenStore {
 public:
  bool claim_fails{false};
  bool done_fails{false};
  int released{0};
  Claim claim(std::string_view /*event_id*/, std::chrono::seconds /*lease*/) override {
    if (claim_fails) throw std::runtime_error{"the disk is full"};
    return {.state = State::mine};
  }
  bool done(std::string_view /*event_id*/, std::string_view /*token*/) override {
    if (done_fails) throw std::runtime_error{"the disk is full"};
    return true;
  }
  void release(std::string_view /*event_id*/, std::string_view /*token*/) noexcept override { ++released; }
};

class Receiving : public testing::Test {
 protected:
  std::vector<std::string> handled_{};
  std::vector<std::string> failures_{};
  std::function<void(const Event&)> handler_{[](const Event&) {}};
  ReceiverOptions options_{.secrets = {secret},
                           .checks = {.now = created},
                           .on_failure = [this](const Event&, std::exception_ptr thrown) {
                             try {
                               std::rethrow_exception(thrown);
                             } catch (const std::exception& error) {
                               failures_.emplace_back(error.what());
                             }
                           }};

  [[nodiscard]] Receiver receiver() {
    return Receiver{options_, [this](const Event& event) {
                      handler_(event);
                      handled_.push_back(event.id.empty() ? event.raw : event.id);
                    }};
  }
  static Answer deliver(const Receiver& receiver, std::string_view text,
                        std::string_view header = signature_header) {
    return receiver.receive(
        "POST", {{"Content-Type", "application/json"}, {std::string{header}, sign(text, secret)}}, text);
  }
};

TEST_F(Receiving, CallsTheHandlerAndAnswers200) {
  const Answer answer = deliver(receiver(), body);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text, "handled");
  EXPECT_EQ(handled_, std::vector<std::string>{"evt_1"});
}

TEST_F(Receiving, FindsTheHeaderWhateverItsCase) {
  EXPECT_EQ(deliver(receiver(), body, "ticket0-SIGNATURE").status, 200);
}

TEST_F(Receiving, TakesSeveralHeadersAsOne) {
  const std::pair<std::string, std::string> good{"Ticket0-Signature", sign(body, secret)};
  const std::pair<std::string, std::string> other{"ticket0-signature", sign(body, other_secret)};
  EXPECT_EQ(receiver().receive("POST", {good, other}, body).status, 200);
  EXPECT_EQ(receiver().receive("POST", {other, good}, body).status, 200);
}

TEST_F(Receiving, HandlesARedeliveryOnce) {
  const Receiver once = receiver();
  EXPECT_EQ(deliver(once, body).status, 200);
  const Answer again = deliver(once, body);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.text, "handled before");
  EXPECT_EQ(handled_.size(), 1U);
}

TEST_F(Receiving, TellsARedeliveryByTheEventsIdAndNotByItsBytes) {
  const Receiver once = receiver();
  deliver(once, body);
  deliver(once, envelope("evt_1", "ticket.created", "{}"));
  EXPECT_EQ(handled_.size(), 1U);
}

TEST_F(Receiving, TellsWhatHasNoIdByItsBytes) {
  const Receiver once = receiver();
  EXPECT_EQ(deliver(once, "ping").status, 200);
  EXPECT_EQ(deliver(once, "ping").text, "handled before");
  EXPECT_EQ(deliver(once, "ping again").status, 200);
  EXPECT_EQ(handled_, (std::vector<std::string>{"ping", "ping again"}));
}

TEST_F(Receiving, HandlesAnEventOfAnUnknownType) {
  EXPECT_EQ(deliver(receiver(), envelope("evt_2", "ticket.merged", "{}")).status, 200);
  EXPECT_EQ(handled_, std::vector<std::string>{"evt_2"});
}

TEST_F(Receiving, Answers500AndHandlesTheRedeliveryWhereTheHandlerThrew) {
  const Receiver once = receiver();
  handler_ = [](const Event&) { throw std::runtime_error{"jane@example.com is not in the database"}; };
  const Answer answer = deliver(once, body);
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.text, Not(HasSubstr("jane"))) << "what it threw is for the log";
  EXPECT_EQ(failures_, std::vector<std::string>{"jane@example.com is not in the database"});
  handler_ = [](const Event&) {};
  EXPECT_EQ(deliver(once, body).text, "handled");
  EXPECT_EQ(handled_.size(), 1U);
}

TEST_F(Receiving, Answers503WhileItsTwinIsInProgress) {
  const Receiver once = receiver();
  std::optional<Answer> twin;
  handler_ = [&](const Event&) {
    if (!twin) twin = deliver(once, body);
  };
  EXPECT_EQ(deliver(once, body).status, 200);
  ASSERT_TRUE(twin);
  EXPECT_EQ(twin->status, 503);
  EXPECT_EQ(handled_.size(), 1U);
}

TEST_F(Receiving, Answers500WhereTheStoreCannotClaim) {
  const auto store = std::make_shared<FailingStore>();
  store->claim_fails = true;
  options_.seen = store;
  EXPECT_EQ(deliver(receiver(), body).status, 500);
  EXPECT_EQ(handled_.size(), 0U);
  EXPECT_EQ(failures_, std::vector<std::string>{"the disk is full"});
}

TEST_F(Receiving, AsksForNoRedeliveryOfWhatWasHandledThoughTheStoreFailed) {
  const auto store = std::make_shared<FailingStore>();
  store->done_fails = true;
  options_.seen = store;
  EXPECT_EQ(deliver(receiver(), body).status, 200);
  EXPECT_EQ(handled_.size(), 1U);
  EXPECT_EQ(store->released, 0);
  EXPECT_EQ(failures_, std::vector<std::string>{"the disk is full"});
}

TEST_F(Receiving, GoesOnWhereTellingOfAFailureFails) {
  options_.on_failure = [](const Event&, const std::exception_ptr&) { throw std::runtime_error{"no log"}; };
  handler_ = [](const Event&) { throw std::runtime_error{"no database"}; };
  EXPECT_EQ(deliver(receiver(), body).status, 500);
  options_.on_failure = nullptr;
  EXPECT_EQ(deliver(receiver(), body).status, 500);
}

TEST_F(Receiving, SharesWhatItSawWithItsCopies) {
  const Receiver once = receiver();
  const Receiver copy = once;
  deliver(once, body);
  EXPECT_EQ(deliver(copy, body).text, "handled before");
}

TEST_F(Receiving, IsUsableAfterItWasMovedFrom) {
  Receiver old = receiver();
  const Receiver moved = std::move(old);
  EXPECT_EQ(deliver(old, body).text, "handled");
  EXPECT_EQ(deliver(moved, body).text, "handled before");
}

struct Bad {
  std::string name;
  std::string method;
  ticket0::Headers headers;
  std::string body;
  int status;
  friend void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }
};

class BadRequest : public Receiving, public testing::WithParamInterface<Bad> {};

TEST_P(BadRequest, IsAnsweredAndNotHandled) {
  const Bad& bad = GetParam();
  const Answer answer = receiver().receive(bad.method, bad.headers, bad.body);
  EXPECT_EQ(answer.status, bad.status);
  EXPECT_NE(answer.text, "");
  EXPECT_THAT(answer.text, Not(HasSubstr("whsec")));
  EXPECT_EQ(handled_.size(), 0U);
}

const std::string of_last_year =
    R"({"id":"evt_1","type":"ticket.created","createdAt":"2025-04-22T10:30:00Z","data":{}})";
const std::string large(1'100'000, 'x');

INSTANTIATE_TEST_SUITE_P(
    Such, BadRequest,
    testing::Values(
        Bad{"AGet", "GET", {}, "", 405},
        Bad{"WithoutASignature", "POST", {{"Content-Type", "application/json"}}, body, 401},
        Bad{"WithAnothersSignature", "POST", {{"Ticket0-Signature", sign(body, other_secret)}}, body, 401},
        Bad{"WithHalfASignature", "POST", {{"Ticket0-Signature", "sha256=12"}}, body, 400},
        Bad{"TooOld", "POST", {{"Ticket0-Signature", sign(of_last_year, secret)}}, of_last_year, 400},
        Bad{"TooLarge", "POST", {{"Ticket0-Signature", sign(large, secret)}}, large, 400}),
    [](const auto& each) { return each.param.name; });

TEST_F(Receiving, SaysWhatItCannotUse) {
  const Receiver::Handler nothing = [](const Event&) {};
  const auto made_with = [&](ReceiverOptions options) {
    return [options, nothing] { Receiver{options, nothing}; };
  };
  const std::vector<Secret> one{secret};
  EXPECT_THAT(made_with({}), refuses("ReceiverOptions.secrets has 0"));
  EXPECT_THAT(made_with({.secrets = {Secret{}}}), refuses("ReceiverOptions.secrets[0] is empty"));
  EXPECT_THAT(made_with({.secrets = one, .lease = 0s}), refuses("ReceiverOptions.lease is 0 s"));
  EXPECT_THAT(made_with({.secrets = one, .lease = std::chrono::seconds::max()}),
              refuses("ReceiverOptions.lease"));
  EXPECT_THAT(made_with({.secrets = one, .checks = {.max_age = 0s}}), refuses("Checks.max_age is 0 s"));
  EXPECT_THROW((Receiver{{.secrets = one}, nullptr}), ticket0::ConfigError);
}

}  // namespace

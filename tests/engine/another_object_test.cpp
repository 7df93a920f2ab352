// An answer about another object than the one asked for: it belongs to another request.
#include "engine/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using ticket0::ArticleId;
using ticket0::Client;
using ticket0::CustomerId;
using ticket0::DecodeError;
using ticket0::Outcome;
using ticket0::TicketId;

/// Passes on what it is asked, as a decorator does, and counts.
struct Counting final : ticket0::Transport {
  explicit Counting(std::shared_ptr<ticket0::Transport> to) : inner(std::move(to)) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override {
    return inner->send(request, context);
  }
  void close_idle_connections() noexcept override {
    ++closed;
    inner->close_idle_connections();
  }
  std::shared_ptr<ticket0::Transport> inner;
  int closed{0};
};

struct NamedCall {
  const char* name;
  void (*make)(const Client&);
  bool is_read{true};
};
const NamedCall calls[]{
    {"ticket", [](const Client& c) { (void)c.tickets().get(TicketId{"x_1"}); }},
    {"ticket's change", [](const Client& c) { c.tickets().update(TicketId{"x_1"}, {.tags = {"a"}}); }, false},
    {"customer", [](const Client& c) { (void)c.customers().get(CustomerId{"x_1"}); }},
    {"customer's change", [](const Client& c) { c.customers().update(CustomerId{"x_1"}, {.name = "n"}); },
     false},
    {"article", [](const Client& c) { (void)c.knowledge_base().get(ArticleId{"x_1"}); }},
};

class AnotherObject : public ClientTest {
 protected:
  [[nodiscard]] Client client(int attempts = 1) const {
    auto own = options();
    own.transport = counting_;
    own.retry.max_attempts = attempts;
    return Client{own};
  }
  std::shared_ptr<Counting> counting_ = std::make_shared<Counting>(wire_);
};

TEST_F(AnotherObject, IsNoAnswerAndClosesTheConnections) {
  int closed = 0;
  for (const NamedCall& call : calls)
    for (const char* id : {"x_2", "X_1", "x_1 ", " x_1", "x_", "x_10", "x_1\\u0000", "\\u0445_1"}) {
      wire_->respond(200, R"({"id":")" + std::string{id} + R"(","subject":"of somebody else"})");
      const auto error = thrown_by<DecodeError>([&] { return call.make(client()), 0; });
      EXPECT_EQ(error.outcome(), Outcome::applied) << call.name << id;
      EXPECT_THAT(error.what(), HasSubstr("another object")) << call.name << id;
      EXPECT_THAT(error.what(), testing::Not(HasSubstr("somebody"))) << call.name << id;
      EXPECT_EQ(counting_->closed, ++closed) << call.name << id;
    }
}

TEST_F(AnotherObject, UnderItsKeyIsNoneEither) {
  wire_->respond(200, R"({"ticket":{"id":"x_2"}})").respond(200, R"({"ticket":{"id":"x_1"}})");
  EXPECT_THROW(calls[0].make(client()), DecodeError);
  EXPECT_NO_THROW(calls[0].make(client()));
}

TEST_F(AnotherObject, LetsAReadBeMadeAgainAndNoChange) {
  for (const NamedCall& call : calls) {
    const auto before = wire_->sent().size();
    wire_->respond(200, R"({"id":"x_2"})").respond(200, R"({"id":"x_1"})");
    if (call.is_read) {
      EXPECT_NO_THROW(call.make(client(3))) << call.name;
      EXPECT_EQ(wire_->sent().size() - before, 2U) << call.name;
    } else {
      EXPECT_THROW(call.make(client(3)), DecodeError) << call.name;
      EXPECT_EQ(wire_->sent().size() - before, 1U) << call.name;
      EXPECT_NO_THROW(call.make(client())) << call.name;  // takes the answer that is left
    }
  }
}

TEST_F(AnotherObject, MayComeOfACallThatNamesNone) {
  wire_->respond(201, R"({"id":"x_2"})").respond(201, R"({"id":"msg_2"})").respond(200, R"({"id":"x_2"})");
  const Client c = client();
  EXPECT_EQ(c.tickets().create({.subject = "s", .customer_email = "a@b.c", .body = "b"}).id.str(), "x_2");
  EXPECT_EQ(c.messages().reply(id_, {.from_address = "a", .body_text = "b"}).id.str(), "msg_2");
  EXPECT_EQ(c.send("GET", "/tickets/x_1").body, R"({"id":"x_2"})");
  EXPECT_EQ(counting_->closed, 0);
}

TEST_F(AnotherObject, IsOneWithoutAnIdOnlyInWords) {
  wire_->respond(200, R"({"subject":"s"})");
  EXPECT_THAT(thrown_by<DecodeError>([&] { return calls[0].make(client()), 0; }).what(),
              HasSubstr("without an id"));
  EXPECT_EQ(counting_->closed, 0);
}

}  // namespace

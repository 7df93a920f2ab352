// Every documented error of every operation. check_coverage.mjs tells when one is missing from the tables.
#include <gmock/gmock.h>

#include "prism.hpp"
#include "ticket0/result.hpp"

namespace {

using namespace ticket0;
using namespace std::chrono_literals;

template <class E>
bool is(const ApiError& error) {
  return dynamic_cast<const E*>(&error) != nullptr;
}

struct Expected {
  int status;
  bool (*is_of_class)(const ApiError&);
  ErrorCode code;
  std::string_view message;
  Outcome outcome;
};
constexpr Expected expected_errors[] = {
    {400, is<ValidationError>, ErrorCode::validation_error, "subject is required", Outcome::rejected},
    {401, is<AuthenticationError>, ErrorCode::unauthorized, "Valid API key required", Outcome::rejected},
    {403, is<PermissionError>, ErrorCode::forbidden, "API key lacks the required scope", Outcome::rejected},
    {404, is<NotFoundError>, ErrorCode::not_found, "Resource not found", Outcome::rejected},
    {429, is<RateLimitError>, ErrorCode::rate_limited, "Too many requests. Please slow down.",
     Outcome::throttled},
    {500, is<ServerError>, ErrorCode::internal, "Something went wrong", Outcome::unknown},
};

struct Operation {
  const char* name;
  std::string_view scope;
  std::vector<int> statuses;
  void (*call)(const Client&, const CallOptions&);
};
const TicketId ticket{"tkt_01abc"};
const CustomerId customer{"cus_01abc"};
const std::vector<int> of_list{400, 401, 403, 429, 500};
const std::vector<int> of_get{401, 403, 404, 429, 500};
const std::vector<int> of_patch{400, 401, 403, 404, 429, 500};

const Operation operations[] = {
    {"ListTickets", "tickets:read", of_list,
     [](const Client& client, const CallOptions& call) { (void)client.tickets().page({}, call); }},
    {"CreateTicket", "tickets:write", of_list,
     [](const Client& client, const CallOptions& call) {
       client.tickets().create({.subject = "s", .customer_email = "a@b.c", .body = "b"}, call);
     }},
    {"GetTicket", "tickets:read", of_get,
     [](const Client& client, const CallOptions& call) { (void)client.tickets().get(ticket, call); }},
    {"UpdateTicket", "tickets:write", of_patch,
     [](const Client& client, const CallOptions& call) {
       client.tickets().update(ticket, {.status = TicketStatus::resolved}, call);
     }},
    {"ListMessages", "messages:read", of_get,
     [](const Client& client, const CallOptions& call) { (void)client.messages().page(ticket, {}, call); }},
    {"Reply",
     "messages:send",
     {400, 401, 403, 404, 429},  // a 500: RawCalls below
     [](const Client& client, const CallOptions& call) {
       client.messages().reply(ticket, {.from_address = "a@b.c", .body_text = "b"}, call);
     }},
    {"ListCustomers", "customers:read", of_list,
     [](const Client& client, const CallOptions& call) { (void)client.customers().page({}, call); }},
    {"CreateCustomer", "customers:write", of_list,
     [](const Client& client, const CallOptions& call) {
       client.customers().create({.email = "a@b.c", .external_id = "1"}, call);
     }},
    {"GetCustomer", "customers:read", of_get,
     [](const Client& client, const CallOptions& call) { (void)client.customers().get(customer, call); }},
    {"UpdateCustomer", "customers:write", of_patch,
     [](const Client& client, const CallOptions& call) {
       client.customers().update(customer, {.name = "n"}, call);
     }},
    {"ListArticles", "tickets:read", of_list,
     [](const Client& client, const CallOptions& call) { (void)client.knowledge_base().page({}, call); }},
    {"GetArticle", "tickets:read", of_get,
     [](const Client& client, const CallOptions& call) {
       (void)client.knowledge_base().get(ArticleId{"art_01abc"}, call);
     }},
};

using Case = std::pair<Operation, Expected>;

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Operation& operation : operations) {
    for (const int status : operation.statuses) {
      for (const Expected& expected : expected_errors)
        if (expected.status == status) all.emplace_back(operation, expected);
    }
  }
  return all;
}

class DocumentedError : public PrismTest, public testing::WithParamInterface<Case> {};

TEST_P(DocumentedError, IsOfItsClassAndSaysWhatCame) {
  const auto& [operation, expected] = GetParam();
  const CallOptions call = prefer("code=" + std::to_string(expected.status));
  try {
    operation.call(client_, call);
    FAIL() << "nothing was thrown";
  } catch (const ApiError& error) {
    EXPECT_TRUE(expected.is_of_class(error));
    EXPECT_EQ(error.status(), expected.status);
    EXPECT_EQ(error.code(), expected.code);
    EXPECT_EQ(error.code().text(), to_string(expected.code));
    EXPECT_EQ(error.message(), expected.message);
    EXPECT_EQ(error.outcome(), expected.outcome);
    EXPECT_EQ(error.needed_scope(), operation.scope);
    EXPECT_EQ(error.retry_after(), expected.status == 429 ? std::optional{1s} : std::nullopt);
  }
}

INSTANTIATE_TEST_SUITE_P(Of, DocumentedError, testing::ValuesIn(cases()), [](const auto& test) {
  return test.param.first.name + std::to_string(test.param.second.status);
});

class RawCalls : public PrismTest {};

TEST_F(RawCalls, ThrowTheSameErrors) {
  const auto reply = [this](const char* answer) {
    const char* body = R"({"fromAddress":"a@b.c","bodyText":"b"})";
    return attempt([&] { return client_.send("POST", "/tickets/tkt_1/messages", body, prefer(answer)); });
  };
  EXPECT_TRUE(reply("code=500").error_as<ServerError>());
  EXPECT_TRUE(reply("code=403").error_as<PermissionError>());
}

class OlderErrors : public PrismTest {};

TEST_F(OlderErrors, KeepTheirWordAndAreOfTheSameClass) {
  const auto error = attempt([&] {
                       return client_.tickets().get(ticket, prefer("code=401, example=legacy"));
                     }).error_as<AuthenticationError>();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::unauthorized);
  EXPECT_EQ(error->code().text(), "unauthorized");
  EXPECT_EQ(error->message(), "Invalid or missing API key");
}

TEST_F(OlderErrors, OfALimitAreToldByTheHeaderBeforeTheBody) {
  const CallOptions call = prefer("code=429, example=legacy");
  const auto error = attempt([&] { return client_.tickets().get(ticket, call); }).error_as<RateLimitError>();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code().text(), "rate_limited");
  EXPECT_EQ(error->message(), "Rate limit exceeded.");
  EXPECT_EQ(error->retry_after(), 1s);
}
}  // namespace

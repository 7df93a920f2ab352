#include "golden/golden.hpp"

namespace golden {

using namespace ticket0;
using testing::ElementsAre;

namespace {

const CustomerId id{"cus_91b"};  // of the newer answer, and of the later one

Customer get(Golden& golden, const std::string& file) {
  return golden.answer(file).client().customers().get(file.starts_with("older") ? CustomerId{"cust_456"}
                                                                                : id);
}
Page<Customer> page(Golden& golden, const std::string& file) {
  return golden.answer(file).client().customers().page();
}

void read_newer(Golden& golden) {
  expect_same(get(golden, "newer/customer.json"),
              {.id = CustomerId{"cus_91b"},
               .email = "jane@example.com",
               .name = "Jane Smith",
               .external_id = "shop_88017",
               .metadata = {{"plan", "pro"}, {"language", "en"}, {"company name", "Smith & S\xC3\xB8n"}},
               .ticket_count = 3,
               .created_at = at("2026-01-02T03:04:05Z")});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_older(Golden& golden) {
  expect_same(get(golden, "older/customer.json"), {.id = CustomerId{"cust_456"},
                                                   .email = "jane@example.com",
                                                   .name = "Jane",
                                                   .external_id = "usr_99999",
                                                   .metadata = {{"plan", "enterprise"}},
                                                   .created_at = at("2025-01-15T10:30:00Z")});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_later(Golden& golden) {
  expect_same(get(golden, "later/customer.json"),
              {.id = CustomerId{"cus_91b"},
               .name = "Jane",
               .external_id = "shop_1",
               .metadata = {{"plan", "pro"}},
               .extra = {{"phones", R"([{"kind":"mobile","number":"+47 0"}])"},
                         {"lifetimeValue", "1234567890123456789.10"},
                         {"consent", R"({"marketing":false,"at":null})"}}});
  EXPECT_THAT(golden.drift(), ElementsAre("Customer.email wrong type", "Customer.metadata wrong element",
                                          "Customer.ticketCount wrong type", "Customer.createdAt bad time",
                                          "Customer.phones new member", "Customer.lifetimeValue new member",
                                          "Customer.consent new member"));
}

void read_newer_page(Golden& golden) {
  expect_same(page(golden, "newer/customers.json"), {.items = {{.id = CustomerId{"cus_2"},
                                                                .name = "Website visitor",
                                                                .ticket_count = 0,
                                                                .created_at = at("2026-01-02T03:04:05Z")},
                                                               {.id = CustomerId{"cus_1"},
                                                                .email = "jane@example.com",
                                                                .external_id = "shop_1",
                                                                .metadata = {{"plan", "pro"}},
                                                                .ticket_count = 12,
                                                                .created_at = at("2025-12-31T23:59:59Z")}}});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_older_page(Golden& golden) {
  expect_same(page(golden, "older/customers.json"), {.items = {{.id = CustomerId{"cust_456"},
                                                                .email = "jane@example.com",
                                                                .name = "Jane",
                                                                .created_at = at("2025-01-15T10:30:00Z")}},
                                                     .next = Cursor{"YQ"}});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_later_page(Golden& golden) {
  expect_same(page(golden, "later/customers.json"),
              {.items = {{.id = CustomerId{"cus_1"}, .extra = {{"segments", R"(["a",{"id":1}])"}}},
                         {.id = CustomerId{"cus_2"},
                          .name = "Ann",
                          .metadata = {{"plan", "team"}},
                          .ticket_count = 9'007'199'254'740'993}},
               .next = Cursor{"n"}});
  EXPECT_THAT(golden.drift(), ElementsAre("Customer.name wrong type", "Customer.metadata wrong type",
                                          "Customer.segments new member"));
}

/// What was read of a customer, sent back.
void written_back(Golden& golden) {
  for (const std::string generation : {"newer", "older", "later"}) {
    const Customer customer = get(golden, generation + "/customer.json");
    ASSERT_TRUE(customer.name);
    CustomerPatch patch{.name = *customer.name, .extra = customer.extra};
    for (const auto& [key, value] : customer.metadata) patch.metadata[key] = value;
    golden.answer("newer/customer.json").client().customers().update(id, patch);
    EXPECT_EQ(golden.written(), text_of("written/" + generation + "_customer.json"));
  }
}

}  // namespace

std::vector<Case> customer_cases() {
  return {
      {"NewerCustomer", read_newer},         {"OlderCustomer", read_older},
      {"LaterCustomer", read_later},         {"NewerCustomers", read_newer_page},
      {"OlderCustomers", read_older_page},   {"LaterCustomers", read_later_page},
      {"CustomerWrittenBack", written_back},
  };
}

}  // namespace golden

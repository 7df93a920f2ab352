#include "json/decode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using detail::json::decode_one;
using detail::json::decode_page;
using detail::json::Decoded;
using detail::json::DriftNote;
using testing::ElementsAre;
using testing::IsEmpty;
using Metadata = std::map<std::string, std::string, std::less<>>;

Decoded<Customer> with(const std::string& members) {
  auto decoded = decode_one<Customer>(R"({"id":"cus_1",)" + members + R"(,"name":"behind it"})");
  EXPECT_EQ(decoded.problem, "") << members;
  EXPECT_EQ(decoded.value.name, "behind it") << members;
  return decoded;
}
const DriftNote wrong_element{"Customer", "metadata", Drift::wrong_element};
const DriftNote wrong_type{"Customer", "metadata", Drift::wrong_type};

TEST(DecodeCustomer, ReadsEveryMember) {
  const auto decoded = decode_page<Customer>(R"({"customers":[{
      "id": "cust_1", "email": "jane@example.com", "name": "Jane", "externalId": "shop/1",
      "metadata": {"plan": "pro", "": "empty key", "caf\u00e9": ""}, "ticketCount": 5,
      "createdAt": "2026-04-22T10:30:00Z"}],"nextCursor":null})");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_THAT(decoded.drift, IsEmpty());
  EXPECT_THAT(decoded.value.items,
              ElementsAre(Customer{.id = CustomerId{"cust_1"},
                                   .email = "jane@example.com",
                                   .name = "Jane",
                                   .external_id = "shop/1",
                                   .metadata = {{"", "empty key"}, {"caf\xC3\xA9", ""}, {"plan", "pro"}},
                                   .ticket_count = 5,
                                   .created_at = parse_timestamp("2026-04-22T10:30:00Z")}));
}

TEST(DecodeCustomer, DropsWhatIsNoTextFromItsMetadata) {
  struct Case {
    std::string json;
    Metadata expected;
  };
  const Case cases[] = {
      {R"({"a":"1","b":2,"c":"3"})", {{"a", "1"}, {"c", "3"}}},
      {R"({"a":1.5,"c":"3"})", {{"c", "3"}}},
      {R"({"a":true})", {}},
      {R"({"a":null,"c":"3"})", {{"c", "3"}}},
      {R"({"a":{"c":"inner","d":{"e":"f"}},"c":"3"})", {{"c", "3"}}},
      {R"({"c":"3","a":[["x"],{"y":"z"}]})", {{"c", "3"}}},
      {R"({"a":{},"b":[],"c":"3"})", {{"c", "3"}}},
  };
  for (const auto& [json, expected] : cases) {
    const auto decoded = with("\"metadata\":" + json);
    EXPECT_EQ(decoded.value.metadata, expected) << json;
    EXPECT_THAT(decoded.drift, ElementsAre(wrong_element)) << json;
    EXPECT_THAT(decoded.value.extra, IsEmpty()) << json;
  }
}

TEST(DecodeCustomer, HasNoMetadataWhereItIsNoObject) {
  for (const std::string json : {"0", "1.5", "true", "\"plan\"", "[]", R"(["a"])", R"([{"a":"b"}])"}) {
    const auto decoded = with("\"metadata\":" + json);
    EXPECT_THAT(decoded.value.metadata, IsEmpty()) << json;
    EXPECT_THAT(decoded.drift, ElementsAre(wrong_type)) << json;
  }
  for (const std::string json : {"null", "{}"}) {
    const auto decoded = with("\"metadata\":" + json);
    EXPECT_THAT(decoded.value.metadata, IsEmpty()) << json;
    EXPECT_THAT(decoded.drift, IsEmpty()) << json;
  }
}

TEST(DecodeCustomer, OfMetadataThatComesTwiceTheLastCounts) {
  EXPECT_EQ(with(R"("metadata":{"a":"1"},"metadata":{"b":"2"})").value.metadata, (Metadata{{"b", "2"}}));
  EXPECT_EQ(with(R"("metadata":{"a":"1"},"metadata":null)").value.metadata, Metadata{});
  EXPECT_EQ(with(R"("metadata":{"a":"1","a":"2"})").value.metadata, (Metadata{{"a", "2"}}));
}

TEST(DecodeCustomer, NamesInMetadataAreNoMembers) {
  const auto decoded = with(R"("metadata":{"id":"x","email":"y","metadata":"z","ticketCount":"9"})");
  EXPECT_EQ(decoded.value.id, CustomerId{"cus_1"});
  EXPECT_EQ(decoded.value.email, std::nullopt);
  EXPECT_EQ(decoded.value.ticket_count, std::nullopt);
  EXPECT_EQ(decoded.value.metadata.size(), 4U);
}

TEST(DecodeCustomer, CountsTicketsInWholeNumbersThatFit) {
  struct Case {
    std::string json;
    std::optional<std::int64_t> expected;
  };
  const Case cases[] = {
      {"0", 0},
      {"-0", 0},
      {"17", 17},
      {"-3", -3},
      {"9223372036854775807", INT64_MAX},
      {"-9223372036854775808", INT64_MIN},
      {"null", std::nullopt},
      {"9223372036854775808", std::nullopt},
      {"-9223372036854775809", std::nullopt},
      {"17.0", std::nullopt},
      {"1e2", std::nullopt},
      {"1e400", std::nullopt},
      {"\"17\"", std::nullopt},
      {"true", std::nullopt},
  };
  for (const auto& [json, expected] : cases)
    EXPECT_EQ(with("\"ticketCount\":" + json).value.ticket_count, expected) << json;
}

TEST(DecodeCustomer, AnEmptyTextIsAValue) {
  const auto customer = with(R"("email":"","externalId":"")").value;
  EXPECT_EQ(customer.email, "");
  EXPECT_EQ(customer.external_id, "");
}

}  // namespace

#include <random>

#include "json/decode.hpp"
#include "json/nlohmann.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using Document = ticket0_nlohmann::json;

/// Random tickets of every shape: members of the right type, of a wrong one, null, or absent; unknown ones;
/// blanks.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}
  std::string page() {
    std::string body = blank() + "{" + blank() + "\"tickets\":[";
    for (std::size_t i = 0, count = below(5); i < count; ++i)
      body += (i == 0 ? "" : ",") + blank() + ticket();
    body += "]";
    if (chance()) body += ",\"nextCursor\":" + one_of({"null", "\"\"", "\"c1\"", "\"\\u00e9\""});
    if (chance()) body += ",\"total\":" + one_of({"null", "7", "\"7\"", "1.5", "{}"});
    if (chance()) body += ",\"meta\":" + value(3);
    return body + blank() + "}";
  }

 private:
  std::string ticket() {
    std::string body = "{\"id\":\"tkt_" + std::to_string(below(1'000)) + "\"";
    for (const std::string name : {"subject", "status", "assigneeId", "customerId", "inboxId", "createdAt",
                                   "tags", "zip", "zap \\u00e9"})
      if (chance()) body += "," + blank() + "\"" + name + "\":" + blank() + member(name);
    return body + "}";
  }
  std::string member(const std::string& name) {
    if (chance()) return value(3);
    if (name == "tags") return one_of({"[]", "[\"a\"]", "[\"a\",\"b\",1,null,[\"c\"],{\"d\":[]}]"});
    if (name == "status") return one_of({"\"open\"", "\"closed\"", "\"odd\""});
    if (name == "createdAt") return one_of({"\"2026-04-22T10:30:00Z\"", "\"no time\""});
    return text();
  }
  std::string value(int depth) {
    switch (below(depth == 0 ? 4 : 6)) {
      case 0: return "null";
      case 1: return one_of({"true", "false"});
      case 2: return one_of({"0", "-7", "1.25", "1e3", "18446744073709551615", "-9223372036854775808"});
      case 3: return text();
      case 4: {
        std::string list = "[";
        for (std::size_t i = 0, count = below(4); i < count; ++i)
          list += (i == 0 ? "" : ",") + value(depth - 1);
        return list + "]";
      }
      default: {
        std::string object = "{";
        for (std::size_t i = 0, count = below(4); i < count; ++i)
          object += std::string{i == 0 ? "" : ","} + "\"k" + std::to_string(i) + "\":" + value(depth - 1);
        return object + "}";
      }
    }
  }
  std::string text() {
    return one_of(
        {"\"\"", "\"plain\"", "\"\\u0000\\n\\\"\"", "\"\\ud83d\\ude00\"", "\"\xC3\xA9 \xF0\x9F\x98\x80\""});
  }
  std::string blank() { return one_of({"", "", " ", "\n\t"}); }
  std::string one_of(std::initializer_list<const char*> texts) { return texts.begin()[below(texts.size())]; }
  bool chance() { return below(2) == 0; }
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>{0, end - 1}(random_);
  }
  std::mt19937 random_;
};

std::string text_of(const Document& ticket, const char* name) {
  return ticket.contains(name) && ticket[name].is_string() ? ticket[name].get<std::string>() : "";
}
template <class Tag>
std::string text_of(const std::optional<Id<Tag>>& id) {
  return id ? id->str() : "";
}

void expect_same(const Ticket& ticket, const Document& document) {
  EXPECT_EQ(ticket.id.str(), text_of(document, "id"));
  EXPECT_EQ(ticket.subject, text_of(document, "subject"));
  EXPECT_EQ(ticket.status.text(), text_of(document, "status"));
  EXPECT_EQ(text_of(ticket.assignee_id), text_of(document, "assigneeId"));
  EXPECT_EQ(text_of(ticket.customer_id), text_of(document, "customerId"));
  EXPECT_EQ(text_of(ticket.inbox_id), text_of(document, "inboxId"));
  EXPECT_EQ(ticket.created_at, parse_timestamp(text_of(document, "createdAt")));
  std::vector<std::string> tags;
  if (document.contains("tags") && document["tags"].is_array())
    for (const Document& tag : document["tags"])
      if (tag.is_string()) tags.push_back(tag.get<std::string>());
  EXPECT_EQ(ticket.tags, tags);
  std::size_t unknown = 0;
  for (const auto& [name, value] : document.items()) {
    if (!name.starts_with("za") && !name.starts_with("zi")) continue;
    ++unknown;
    const auto found = ticket.extra.find(name);
    ASSERT_NE(found, ticket.extra.end()) << name;
    EXPECT_EQ(Document::parse(found->second), value);
  }
  EXPECT_EQ(ticket.extra.size(), unknown);
}

/// A plain document of the same bytes holds the same.
TEST(DecodePage, AgreesWithADocumentOfTheSameBytes) {
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    const std::string body = Writer{seed}.page();
    const Document document = Document::parse(body);
    const auto decoded = detail::json::decode_page<Ticket>(body);
    ASSERT_EQ(decoded.problem, "") << body;
    ASSERT_EQ(decoded.value.items.size(), document["tickets"].size()) << body;
    for (std::size_t i = 0; i < decoded.value.items.size(); ++i)
      expect_same(decoded.value.items[i], document["tickets"][i]);
    EXPECT_EQ(text_of(decoded.value.next), text_of(document, "nextCursor"));
    EXPECT_EQ(decoded.value.total.has_value(),
              document.contains("total") && document["total"].is_number_integer());
    if (HasFailure()) FAIL() << "seed " << seed << ": " << body;
  }
}

}  // namespace

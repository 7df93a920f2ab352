// A page of tickets against a plain document of the same bytes: what is accepted, and every value.
#include <algorithm>
#include <set>

#include "fuzz.hpp"
#include "json/decode.hpp"
#include "json/reader.hpp"
#include "json/repair.hpp"
#include "json/sax.hpp"
#include "ticket0/models.hpp"

using namespace ticket0;
using Document = ticket0_nlohmann::json;
namespace json = detail::json;

namespace {

/// What nlohmann alone sees of a text, up to its end or to where it is no JSON.
class Plain {
 public:
  explicit Plain(std::string_view text) {
    // There its lexer ends, and the text does not.
    if (text.find('\0') == std::string_view::npos) complete_ = Document::sax_parse(text, this);
  }
  [[nodiscard]] bool complete() const noexcept { return complete_; }
  [[nodiscard]] bool too_deep() const noexcept { return deepest_ > std::size_t{json::max_depth}; }
  [[nodiscard]] bool over_limit() const noexcept {
    return too_deep() || values_ > json::Reader::max_values || items_ > json::Reader::max_items;
  }
  /// Are all names within each object different? With two of a name, which value counts is each reader's own
  /// affair.
  [[nodiscard]] bool unique() const noexcept { return unique_; }

  bool null() { return value(); }
  bool boolean(bool) { return value(); }
  bool number_integer(std::int64_t) { return value(); }
  bool number_unsigned(std::uint64_t) { return value(); }
  bool number_float(double, const std::string&) { return value(); }
  bool string(const std::string&) { return value(); }
  bool binary(const Document::binary_t&) { return value(); }
  bool key(const std::string& name) {
    if (open_.size() == 1) in_tickets_ = name == "tickets";
    unique_ = open_.back().insert(name).second && unique_;
    return true;
  }
  bool start_object(std::size_t) {
    if (in_tickets_ && open_.size() == 2) ++items_;
    return open();
  }
  bool start_array(std::size_t) { return open(); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const std::exception&) { return false; }

 private:
  bool value() {
    ++values_;
    return true;
  }
  bool open() {
    open_.emplace_back();
    deepest_ = std::max(deepest_, open_.size());
    return value();
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  std::vector<std::set<std::string>> open_{};  // the names in each open bracket
  std::size_t deepest_{0};
  std::size_t values_{0};
  std::size_t items_{0};
  bool in_tickets_{false};
  bool unique_{true};
  bool complete_{false};
};

/// What our own parser says of a text that nobody stops it in.
json::Parse parse(std::string_view text) {
  struct {
    bool value(const json::Scalar&) { return true; }
    bool key(std::string_view) { return true; }
    bool open(char) { return true; }
    bool close(char) { return true; }
  } anything;
  return json::parse(text, anything).result;
}

const Document* member(const Document& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}
std::string text_of(const Document& object, const char* name) {
  const Document* value = member(object, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}
template <class Tag>
std::string text_of(const std::optional<Id<Tag>>& id) {
  return id ? id->str() : "";
}

/// The rules of a page, over a document.
bool is_page(const Document& document) {
  if (!document.is_object()) return false;
  const Document* tickets = member(document, "tickets");
  if (tickets == nullptr || !(tickets->is_array() || tickets->is_null())) return false;
  const Document* next = member(document, "nextCursor");
  if (next != nullptr && !next->is_string() && !next->is_null()) return false;
  return std::all_of(tickets->begin(), tickets->end(), [](const Document& ticket) {
    return !ticket.is_object() || !text_of(ticket, "id").empty();
  });
}

void compare(const Ticket& ticket, const Document& document) {
  using fuzz::require;
  require(ticket.id.str() == text_of(document, "id"), "id");
  require(ticket.subject == text_of(document, "subject"), "subject");
  require(ticket.status.text() == text_of(document, "status"), "status");
  require(text_of(ticket.assignee_id) == text_of(document, "assigneeId"), "assigneeId");
  require(text_of(ticket.customer_id) == text_of(document, "customerId"), "customerId");
  require(text_of(ticket.inbox_id) == text_of(document, "inboxId"), "inboxId");
  require(ticket.created_at == parse_timestamp(text_of(document, "createdAt")), "createdAt");
  require(ticket.updated_at == parse_timestamp(text_of(document, "updatedAt")), "updatedAt");
  std::vector<std::string> tags;
  if (const Document* list = member(document, "tags"); list != nullptr && list->is_array())
    for (const Document& tag : *list)
      if (tag.is_string()) tags.push_back(tag);
  require(ticket.tags == tags, "tags");

  static const std::set<std::string> known{"id",      "subject", "status",    "assigneeId", "customerId",
                                           "inboxId", "tags",    "createdAt", "updatedAt"};
  std::size_t unknown = 0;
  for (const auto& [name, value] : document.items()) {
    if (known.count(name) != 0) continue;
    ++unknown;
    const auto found = ticket.extra.find(name);
    require(found != ticket.extra.end() && Document::parse(found->second) == value, "extra");
  }
  require(ticket.extra.size() == unknown, "nothing else is in extra");
}

void compare(const Page<Ticket>& page, const Document& document) {
  auto item = page.items.begin();
  for (const Document& ticket : document["tickets"]) {
    if (!ticket.is_object()) continue;
    fuzz::require(item != page.items.end(), "every ticket is there");
    compare(*item++, ticket);
  }
  fuzz::require(item == page.items.end(), "and no other");
  fuzz::require(text_of(page.next) == text_of(document, "nextCursor"), "nextCursor");
  const Document* total = member(document, "total");
  const bool has_total = total != nullptr && total->is_number_integer() &&
                         !(total->is_number_unsigned() && total->get<std::uint64_t>() > INT64_MAX);
  fuzz::require(page.total.has_value() == has_total && (!has_total || *page.total == *total), "total");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body = fuzz::text_of(data, size);
  const auto decoded = json::decode_page<Ticket>(body);
  // Only what is not JSON is repaired, unless it goes beyond a limit before.
  const Plain as_it_is{body};
  const std::string text =
      as_it_is.complete() || as_it_is.over_limit() ? std::string{body} : json::repair(body);
  const Plain plain{text};
  fuzz::require(parse(text) == (plain.too_deep()   ? json::Parse::too_deep
                                : plain.complete() ? json::Parse::complete
                                                   : json::Parse::malformed),
                "both parse a text, or neither does");
  fuzz::require(!decoded.over_limit || plain.over_limit(), "nothing within the limits is beyond them");
  if (!plain.unique()) return 0;
  const Document document = plain.complete() ? Document::parse(text) : Document{};
  const bool page = is_page(document);
  fuzz::require(!page || decoded.over_limit == plain.over_limit(),
                "a page beyond a limit is refused as such");
  const bool accepted = page && !plain.over_limit();
  fuzz::require(decoded.problem.empty() == accepted, "both accept a page, or neither does");
  if (accepted) compare(decoded.value, document);
  return 0;
}

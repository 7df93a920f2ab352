// A page of tickets against a plain document of the same bytes: what is accepted, and every value.
#include <algorithm>
#include <set>

#include "fuzz.hpp"
#include "json/decode.hpp"
#include "json/repair.hpp"
#include "json/sax.hpp"
#include "ticket0/models.hpp"

using namespace ticket0;
using Document = nlohmann::json;

namespace {

/// Are all names within each object different? With two of a name, which value counts is each reader's own
/// affair.
struct Names {
  bool value(const detail::json::Scalar&) { return true; }
  bool key(std::string_view name) { return unique = unique && open_.back().insert(std::string{name}).second; }
  bool open(char) {
    open_.emplace_back();
    return true;
  }
  bool close(char) {
    open_.pop_back();
    return true;
  }
  bool unique{true};

 private:
  std::vector<std::set<std::string>> open_{};
};

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
  const auto decoded = detail::json::decode_page<Ticket>(body);
  if (decoded.over_limit) return 0;
  // Only what is not JSON is repaired.
  const std::string text = Document::accept(body) ? std::string{body} : detail::json::repair(body);
  Names names;
  const auto parsed = detail::json::parse(text, names).result;
  if (!names.unique) return 0;
  const bool accepted = parsed == detail::json::Parse::complete && is_page(Document::parse(text));
  fuzz::require(decoded.problem.empty() == accepted, "both accept a page, or neither does");
  if (accepted) compare(decoded.value, Document::parse(text));
  return 0;
}

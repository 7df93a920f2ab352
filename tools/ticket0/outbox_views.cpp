#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outbox_verbs.hpp"
#include "show.hpp"

namespace tool {
namespace {

std::string in_json(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string json{'"'};
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20U) {
      json += std::string{"\\u00"} + digits[byte >> 4U] + digits[byte & 0xFU];
    } else {
      if (c == '"' || c == '\\') json += '\\';
      json += c;
    }
  }
  return json + '"';
}

/// Members of a JSON object, in their order; empty values are left out.
std::string json_object(const Fields& texts, const Fields& other = {}) {
  std::string members;
  const auto add = [&members](const std::string& name, const std::string& json) {
    members += (members.empty() ? "" : ",") + in_json(name) + ':' + json;
  };
  for (const auto& [name, json] : other) add(name, json);
  for (const auto& [name, text] : texts)
    if (!text.empty()) add(name, in_json(text));
  return '{' + members + '}';
}

/// What is known of an entry without the words of anybody; the last error may quote what the service said.
std::string json_of(const ticket0::outbox::Entry& entry, Fields texts = {}, Fields other = {}) {
  texts.insert(texts.begin(), {{"key", entry.key},
                               {"state", std::string{to_string(entry.state)}},
                               {"ticketId", shown(entry.ticket)},
                               {"messageId", shown(entry.message)},
                               {"putAt", shown(entry.put_at)},
                               {"nextAt", shown(entry.next_at)},
                               {"settledAt", shown(entry.settled_at)}});
  other.insert(other.begin(), {{"id", std::to_string(entry.id)},
                               {"attempts", std::to_string(entry.attempts)},
                               {"blocked", entry.blocked ? "true" : "false"}});
  return json_object(texts, other);
}

std::string state_of(const ticket0::outbox::Entry& entry) {
  return std::string{to_string(entry.state)} + (entry.blocked ? ", blocked" : "");
}

Fields entry_fields(const ticket0::outbox::Entry& entry) {
  return {{"id", std::to_string(entry.id)},    {"key", entry.key},
          {"state", state_of(entry)},          {"attempts", std::to_string(entry.attempts)},
          {"ticket", shown(entry.ticket)},     {"message", shown(entry.message)},
          {"put", shown(entry.put_at)},        {"not before", shown(entry.next_at)},
          {"settled", shown(entry.settled_at)}};
}

void show_status(CLI::App& group, Session& session) {
  const auto file = std::make_shared<std::string>();
  auto& verb = add_verb(group, "status", "How many entries are in each state, and since when",
                        {"ticket0 outbox status --outbox-file shop.db"});
  take_outbox_file(verb, *file);
  session.take_format(verb);
  verb.callback([file, &session] {
    const auto counts = open_outbox(*file).counts();
    if (session.format() != Format::table) {
      Fields members;
      for (const auto& [state, count] : by_state(counts))
        members.emplace_back(state, json_object({{"oldest", shown(count.oldest)}},
                                                {{"entries", std::to_string(count.entries)}}));
      members.emplace_back("bytes", std::to_string(counts.bytes));
      return print(json_object({}, members) + '\n');
    }
    Table table{{"STATE", "ENTRIES", "OLDEST"}};
    for (const auto& [state, count] : by_state(counts))
      table.add({state, std::to_string(count.entries), shown(count.oldest)});
    table.finish();
  });
}

void list_entries(CLI::App& group, Session& session) {
  struct Wanted {
    std::string file{}, state{};
    Amount amount{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(group, "list", "The oldest entries, without what they say",
                        {"ticket0 outbox list --state unknown --outbox-file shop.db",
                         "ticket0 outbox list --all --jsonl --outbox-file shop.db >entries.jsonl"});
  verb.add_option("--state", wanted->state, "only those that are queued, sending, sent, rejected or unknown")
      ->type_name("STATE")
      ->check(CLI::IsMember({"queued", "sending", "sent", "rejected", "unknown"}));
  wanted->amount.take(verb);
  take_outbox_file(verb, wanted->file);
  session.take_format(verb);
  verb.callback([wanted, &session] {
    constexpr std::size_t at_once = 1'000;
    using ticket0::outbox::State;
    const auto box = open_outbox(wanted->file);
    std::optional<State> state;
    for (const auto each : {State::queued, State::sending, State::sent, State::rejected, State::unknown})
      if (wanted->state == to_string(each)) state = each;
    std::optional<Table> table;
    if (session.format() == Format::table)
      table.emplace(std::vector<std::string>{"ID", "STATE", "ATTEMPTS", "TICKET", "PUT", "KEY"});
    std::string separator = session.format() == Format::json ? "[" : "";
    std::size_t left = wanted->amount.all ? SIZE_MAX : static_cast<std::size_t>(wanted->amount.limit);
    std::int64_t last = 0;
    for (std::size_t found = at_once; found == at_once && left > 0;) {
      const auto entries = box.list(state, std::min(left, at_once), last);
      for (const auto& each : entries) {
        if (table) {
          table->add({std::to_string(each.id), state_of(each), std::to_string(each.attempts),
                      shown(each.ticket), shown(each.put_at), each.key});
        } else if (session.format() == Format::jsonl) {
          print_received(json_of(each) + '\n');
        } else {
          print_received(std::exchange(separator, ",\n ") + json_of(each));
        }
        last = each.id;
      }
      found = entries.size();
      left -= found;
    }
    if (table) table->finish();
    if (session.format() == Format::json) print((separator == "[" ? "[" : "") + std::string{"]\n"});
  });
}

void show_content(CLI::App& group, Session& session) {
  const auto wanted = std::make_shared<OfEntry>();
  auto& verb = add_verb(group, "show", "One entry with its last error, and with what it says to the customer",
                        {"ticket0 outbox show 1 --outbox-file shop.db"});
  wanted->take(verb, session);
  verb.callback([wanted, &session] {
    const auto box = open_outbox(wanted->file);
    const auto entry = entry_of(box, wanted->id);
    const auto [reply, ticket] = box.content(wanted->id);
    if (session.format() != Format::table) {
      Fields content;
      if (reply)
        content.emplace_back(
            "reply", json_object({{"fromAddress", reply->from_address}, {"bodyText", reply->body_text}},
                                 {reply->extra.begin(), reply->extra.end()}));
      if (ticket)
        content.emplace_back("ticket", json_object({{"subject", ticket->subject},
                                                    {"customerEmail", ticket->customer_email},
                                                    {"body", ticket->body},
                                                    {"inboxId", shown(ticket->inbox_id)}},
                                                   {ticket->extra.begin(), ticket->extra.end()}));
      return print_received(json_of(entry, {{"lastError", entry.last_error}}, content) + '\n');
    }
    auto fields = entry_fields(entry);
    fields.emplace_back("last error", entry.last_error);
    if (reply) {
      fields.emplace_back("from", reply->from_address);
      add_extra(fields, reply->extra);
      fields.emplace_back("text", reply->body_text + '\n');
    } else if (ticket) {
      fields.emplace_back("customer", ticket->customer_email);
      fields.emplace_back("subject", ticket->subject);
      fields.emplace_back("inbox", shown(ticket->inbox_id));
      add_extra(fields, ticket->extra);
      fields.emplace_back("text", ticket->body + '\n');
    } else {
      fields.emplace_back("text", "wiped");
    }
    print_fields(fields);
  });
}

}  // namespace

void show_entry(const Session& session, const ticket0::outbox::Entry& entry) {
  if (session.format() != Format::table) return print_received(json_of(entry) + '\n');
  print_fields(entry_fields(entry));
}

void add_outbox_views(CLI::App& group, Session& session) {
  show_status(group, session);
  list_entries(group, session);
  show_content(group, session);
}

}  // namespace tool

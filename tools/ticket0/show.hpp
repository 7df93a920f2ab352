#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "session.hpp"

namespace tool {

/// How many objects a list shows.
struct Amount {
  int limit{20};
  bool all{false};

  void take(CLI::App& verb) {
    auto* const most = verb.add_option("--limit", limit, "how many to show; default 20")
                           ->type_name("N")
                           ->check(CLI::Range(1, 1'000'000));
    verb.add_flag("--all", all, "all of them; not with --limit")->excludes(most);
  }
  /// Items a page: no more than are wanted, and no more than the service allows.
  [[nodiscard]] int page() const { return all ? 100 : std::min(limit, 100); }
};

/// Shows the first `amount` of `range` as `session` wants it: as a table with these `headings` and
/// `row_of(item)`, or as JSON.
template <class T, class Row>
void show_list(const Session& session, ticket0::PagedRange<T> range, const Amount& amount,
               std::vector<std::string> headings, Row row_of) {
  if (!amount.all) range = std::move(range).at_most(static_cast<std::size_t>(amount.limit));
  if (session.format() == Format::jsonl) {
    for (const auto& item : range) print_received(to_json(item) + '\n');
  } else if (session.format() == Format::json) {
    std::string document;
    for (const auto& item : range) document += (document.empty() ? "[" : ",\n ") + to_json(item);
    print_received((document.empty() ? "[" : document) + "]\n");
  } else {
    Table table{std::move(headings)};
    for (const auto& item : range) table.add(row_of(item));
    table.finish();
  }
}

/// Shows one object: its fields, or as JSON.
template <class T, class Fields>
void show_one(const Session& session, const T& object, Fields fields_of) {
  if (session.format() != Format::table) return print_received(to_json(object) + '\n');
  print_fields(fields_of(object));
}

/// @{
/// A value of an object for people; "" if there is none.
inline std::string shown(const std::string& text) { return text; }
inline std::string shown(std::int64_t number) { return std::to_string(number); }
inline std::string shown(ticket0::Timestamp time) { return ticket0::to_string(time); }
template <class Tag>
std::string shown(const ticket0::Id<Tag>& id) {
  return id.str();
}
template <class E>
std::string shown(const ticket0::Open<E>& word) {
  return std::string{word.text()};
}
template <class T>
std::string shown(const std::optional<T>& value) {
  return value ? shown(*value) : std::string{};
}
inline std::string shown(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}
/// @}

using Fields = std::vector<std::pair<std::string, std::string>>;

/// The fields that this version does not know, as the JSON received.
inline void add_extra(Fields& fields, const ticket0::ExtraFields& extra) {
  for (const auto& [name, json] : extra) fields.emplace_back(name, json);
}

}  // namespace tool

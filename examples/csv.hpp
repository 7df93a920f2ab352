#pragma once

#include <algorithm>
#include <initializer_list>
#include <istream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// The fields of the next line of comma-separated values (RFC 4180): a quoted field may contain commas, line
/// breaks and doubled quotes. Empty at the end. Throws std::runtime_error if a quote is not closed.
inline std::optional<std::vector<std::string>> read_csv_row(std::istream& in) {
  if (in.peek() == std::istream::traits_type::eof()) return std::nullopt;
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (char c = 0; in.get(c);) {
    if (quoted) {
      if (c != '"') {
        fields.back() += c;
      } else if (in.peek() == '"') {
        fields.back() += static_cast<char>(in.get());
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else if (c == '\n') {
      return fields;
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  if (quoted) throw std::runtime_error{"the CSV ends inside of quotes"};
  return fields;
}

/// The first line, which names the columns, without the byte order mark that spreadsheets write.
/// Throws std::runtime_error if it lacks one of `needed`.
inline std::vector<std::string> read_csv_columns(std::istream& in,
                                                 std::initializer_list<std::string_view> needed) {
  auto columns = read_csv_row(in).value_or(std::vector<std::string>(1));
  if (columns.front().starts_with("\xEF\xBB\xBF")) columns.front().erase(0, 3);
  for (const std::string_view name : needed)
    if (std::find(columns.begin(), columns.end(), name) == columns.end())
      throw std::runtime_error{"the first line of the CSV names no column " + std::string{name}};
  return columns;
}

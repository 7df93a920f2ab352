#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tool {

/// How a command shows what it got.
enum class Format { table, json, jsonl };

/// Writes to standard output. Throws LocalError once it is closed or full, so that nothing more is fetched.
void print(std::string_view text);

/// As print(), for what strangers wrote: to a terminal, harmless() in place of `text`.
void print_received(std::string_view text);

/// True if standard output (or error, for `descriptor` 2) is a terminal and NO_COLOR is not set.
bool has_colours(int descriptor);

/// `text` in bold, red or green if standard output has colours.
enum class Style { plain, bold, good, bad };
std::string styled(std::string_view text, Style style);

/// A stranger's text of several lines, without the control characters that could drive a terminal.
std::string harmless(std::string_view text);

/// Rows under headings, as wide as the terminal: the last column is cut, the others are as wide as the widest
/// of the first rows. Prints every 100 rows, and the rest in finish() or the destructor, which prints no
/// headings without a row.
class Table {
 public:
  explicit Table(std::vector<std::string> headings);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  ~Table();
  void add(std::vector<std::string> row);
  void finish();

 private:
  std::string lines();
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_{};
};

/// One object: a name and a value a line, with longer texts below. Empty values are left out.
void print_fields(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace tool

#include "output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "examples/text.hpp"
#include "exit_code.hpp"

namespace tool {
namespace {

constexpr std::size_t rows_at_once = 100;
constexpr std::string_view gap = "  ";

std::size_t terminal_width() {
  winsize terminal{};
  const bool is_known = ::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &terminal) == 0 &&
                        terminal.ws_col != 0;
  return is_known ? terminal.ws_col : std::numeric_limits<std::size_t>::max();
}

/// False once it cannot be written.
bool write_all(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto count = ::write(STDOUT_FILENO, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

void print(std::string_view text) {
  if (!write_all(text))
    throw LocalError{std::string{"cannot write to standard output: "} + std::strerror(errno) +
                     "; what it had no room for was not printed, and no more was fetched"};
}

void print_received(std::string_view text) {
  print(::isatty(STDOUT_FILENO) == 1 ? harmless(text) : std::string{text});
}

bool has_colours(int descriptor) {
  const char* const none = std::getenv("NO_COLOR");
  return ::isatty(descriptor) == 1 && (none == nullptr || *none == '\0');
}

std::string styled(std::string_view text, Style style) {
  if (style == Style::plain || !has_colours(STDOUT_FILENO)) return std::string{text};
  const std::string_view code = style == Style::bold ? "1" : style == Style::good ? "32" : "31";
  return "\x1B[" + std::string{code} + 'm' + std::string{text} + "\x1B[0m";
}

std::string harmless(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const auto end = text.find('\n');
    clean += without_controls(text.substr(0, end)) + '\n';
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return clean;
}

Table::Table(std::vector<std::string> headings) : rows_{std::move(headings)} {}

Table::~Table() {
  const bool are_headings_alone = widths_.empty() && rows_.size() == 1;
  if (!rows_.empty() && !are_headings_alone) (void)write_all(lines());
}

void Table::add(std::vector<std::string> row) {
  for (auto& cell : row) cell = without_controls(cell);
  rows_.push_back(std::move(row));
  if (rows_.size() > rows_at_once) finish();
}

void Table::finish() {
  const auto text = lines();
  rows_.clear();
  print(text);
}

std::string Table::lines() {
  const bool has_headings = widths_.empty();
  if (has_headings) {
    widths_.resize(rows_.front().size());
    for (const auto& row : rows_)
      for (std::size_t at = 0; at + 1 < row.size(); ++at)
        widths_[at] = std::max(widths_[at], columns_of(row[at]));
    std::size_t used = 0;
    for (std::size_t at = 0; at + 1 < widths_.size(); ++at) used += widths_[at] + gap.size();
    const auto terminal = terminal_width();
    widths_.back() = terminal > used + 10 ? terminal - used : 10;
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t at = 0; at < row.size(); ++at) {
      const bool is_last = at + 1 == row.size();
      line += is_last ? cut(row[at], widths_[at]) : padded(row[at], widths_[at]) + std::string{gap};
    }
    while (line.ends_with(' ')) line.pop_back();
    text += styled(line, has_headings && &row == &rows_.front() ? Style::bold : Style::plain) + '\n';
  }
  return text;
}

void print_fields(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::size_t width = 0;
  for (const auto& [name, value] : fields) width = std::max(width, columns_of(without_controls(name)));
  std::string text;
  std::string below;
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    if (value.find('\n') == std::string::npos) {
      text += styled(padded(without_controls(name), width), Style::bold) + std::string{gap} +
              without_controls(value) + '\n';
    } else {
      below += '\n' + harmless(value);
    }
  }
  print(text + below);
}

}  // namespace tool

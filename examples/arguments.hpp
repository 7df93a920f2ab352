#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "run.hpp"

/// Parses a command line: read the options first, then the remaining words, then call end().
class Arguments {
 public:
  /// `usage` is the message of the UsageError that members throw.
  Arguments(int count, char** words, std::string usage)
      : words_(words + std::min(count, 1), words + count), usage_(std::move(usage)) {}

  bool flag(std::string_view name) {
    const auto found = std::find(words_.begin(), words_.end(), name);
    if (found == words_.end()) return false;
    words_.erase(found);
    return true;
  }
  /// The number after `name`, at least 1; `otherwise` if `name` is missing.
  int number(std::string_view name, int otherwise) {
    const auto found = std::find(words_.begin(), words_.end(), name);
    if (found == words_.end()) return otherwise;
    const auto text = std::next(found) == words_.end() ? std::string_view{} : *std::next(found);
    int number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || stop != text.data() + text.size() || number < 1) throw UsageError{usage_};
    words_.erase(found, found + 2);
    return number;
  }
  std::string word() {
    if (words_.empty() || words_.front().starts_with('-')) throw UsageError{usage_};
    std::string word{words_.front()};
    words_.erase(words_.begin());
    return word;
  }
  void end() const {
    if (!words_.empty()) throw UsageError{usage_};
  }

 private:
  std::vector<std::string_view> words_;
  std::string usage_;
};

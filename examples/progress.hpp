#pragma once

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>

/// One line of ASCII at the bottom of the terminal, overwritten by the next. Prints nothing if stderr is a
/// file or a pipe, unless forced.
class Progress {
 public:
  explicit Progress(bool forced = false) : on_(forced || ::isatty(STDERR_FILENO) == 1) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { finish(); }
  void show(std::string_view line) {
    if (!on_) return;
    winsize terminal{};  // a line that wraps cannot be overwritten
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &terminal) == 0 && terminal.ws_col != 0)
      line = line.substr(0, terminal.ws_col - 1U);
    std::cerr << "\r\x1B[K" << line << std::flush;
    shown_ = true;
  }
  /// Removes the line, to make room for other output.
  void clear() {
    if (shown_) std::cerr << "\r\x1B[K" << std::flush;
    shown_ = false;
  }
  /// Keeps the last line: other output begins on a new line.
  void finish() {
    if (shown_) std::cerr << '\n';
    shown_ = false;
  }

 private:
  bool on_;
  bool shown_{false};
};

/// `done` of `all`, e.g. "[######--------------]".
inline std::string bar(std::size_t done, std::size_t all) {
  constexpr std::size_t width = 20;
  const std::size_t full = all == 0 ? width : std::min(width, done * width / all);
  return '[' + std::string(full, '#') + std::string(width - full, '-') + ']';
}

/// E.g. "2 min 5 s".
inline std::string in_words(std::chrono::seconds time) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(time);
  const auto seconds = std::to_string((time - minutes).count()) + " s";
  return minutes.count() == 0 ? seconds : std::to_string(minutes.count()) + " min " + seconds;
}

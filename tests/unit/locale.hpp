#pragma once

#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace unit {

/// The process under another locale, for as long as this lives. ctest runs each test in a process of its own;
/// all the same the locale is put back.
class Locale {
 public:
  Locale() = default;
  Locale(const Locale&) = delete;
  Locale& operator=(const Locale&) = delete;
  ~Locale() { leave(); }
  /// True if the process is under the locale now, e.g. "de_DE", and its decimal point is this one. It is made
  /// where the system does not have it, for what is installed should not decide what is tested.
  bool enter(const std::string& source, const std::string& point) {
    const std::string name = source + ".UTF-8";
    leave();
    if (std::setlocale(LC_ALL, name.c_str()) == nullptr) {
      directory_ = std::filesystem::temp_directory_path() /
                   ("ticket0-locale-" + source + "-" + std::to_string(::getpid()));
      std::filesystem::create_directories(directory_);
      const std::string make =
          "localedef -i " + source + " -f UTF-8 '" + (directory_ / name).string() + "' >/dev/null 2>&1";
      static_cast<void>(
          std::system(make.c_str()));  // it exits with 1 on warnings; setlocale tells whether it worked
      ::setenv("LOCPATH", directory_.c_str(), 1);
      if (std::setlocale(LC_ALL, name.c_str()) == nullptr) return false;
    }
    return std::localeconv()->decimal_point == point;
  }

 private:
  void leave() {
    std::setlocale(LC_ALL, "C");
    if (directory_.empty()) return;
    ::unsetenv("LOCPATH");
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
    directory_.clear();
  }
  std::filesystem::path directory_{};
};

}  // namespace unit

#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <istream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

/// A file for work that may be killed at any moment and continued by another process. commit() makes
/// everything written so far durable, together with a note of where to continue. When opened again, the file
/// ends where the last commit() left it. The note is in FILE.state; an unfinished one is in FILE.state.new.
class ResumableFile {
 public:
  /// Throws std::runtime_error if the file exists without a state: it is not ours.
  explicit ResumableFile(std::filesystem::path path)
      : path_(std::move(path)), state_path_(path_.string() + ".state") {
    if (std::ifstream state{state_path_}; state >> size_ >> std::ws) {
      std::getline(state, note_);
    } else {
      if (std::filesystem::exists(path_))
        throw std::runtime_error{path_.string() + " is there already: remove it, or name another file"};
      save_state();  // before the file is created: from here on it is ours
    }
    file_ = open(path_, "ab");
    if (std::filesystem::file_size(path_) < size_)
      throw std::runtime_error{path_.string() + " is shorter than " + state_path_.string() +
                               " says: remove both to begin anew"};
    std::filesystem::resize_file(path_, size_);  // drops what was written after the last commit()
  }

  /// The note of the last commit(); empty before the first.
  [[nodiscard]] const std::string& note() const noexcept { return note_; }

  void write(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) fail("cannot write", path_);
    written_ += text.size();
  }

  /// `note` must be a single line.
  void commit(std::string note) {
    sync(file_.get(), path_);
    size_ += std::exchange(written_, 0);
    note_ = std::move(note);
    save_state();
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, Close>;

  [[noreturn]] static void fail(const char* what, const std::filesystem::path& path) {
    throw std::system_error{errno, std::generic_category(), what + (" " + path.string())};
  }
  static File open(const std::filesystem::path& path, const char* mode) {
    File file{std::fopen(path.c_str(), mode)};
    if (!file) fail("cannot open", path);
    return file;
  }
  static void sync(std::FILE* file, const std::filesystem::path& path) {
    if (std::fflush(file) != 0 || ::fsync(::fileno(file)) != 0) fail("cannot write", path);
  }
  /// A reader finds the old state or the new one, never a part of one: rename() is atomic.
  void save_state() const {
    const auto fresh = state_path_.string() + ".new";
    const auto file = open(fresh, "wb");
    const auto text = std::to_string(size_) + ' ' + note_ + '\n';
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size()) fail("cannot write", fresh);
    sync(file.get(), fresh);
    std::filesystem::rename(fresh, state_path_);
  }

  std::filesystem::path path_;
  std::filesystem::path state_path_;
  File file_{};
  std::uintmax_t size_{0};     // committed
  std::uintmax_t written_{0};  // since then
  std::string note_{};
};

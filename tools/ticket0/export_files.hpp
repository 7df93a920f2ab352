#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ticket0/types.hpp"

namespace tool {

/// A directory of JSON lines, written by processes that may be killed at any moment. commit() makes what was
/// written to a file durable, together with a note of where to go on; a later process finds each file as its
/// last commit() left it. Only the owner may read any of it.
class ExportFiles {
 public:
  /// Makes the directory, or goes on with an export of the same `source` with the same `key`, which tells
  /// workspaces apart and is not kept. Throws UsageError for a directory with anything else in it, and
  /// LocalError if another process is at it or it cannot be used.
  ExportFiles(std::filesystem::path directory, std::string source, const ticket0::Secret& key);
  ExportFiles(const ExportFiles&) = delete;
  ExportFiles& operator=(const ExportFiles&) = delete;
  ~ExportFiles();

  class File {
   public:
    /// Does nothing if the file has the object.
    void write(const std::string& id, std::string_view json);
    [[nodiscard]] bool has(const std::string& id) const { return ids_.contains(id); }
    /// `note` is where to go on: one line.
    void commit(const std::string& note);
    /// As commit(), with nothing left to do.
    void finish();
    [[nodiscard]] const std::string& note() const noexcept { return note_; }
    [[nodiscard]] bool is_finished() const noexcept { return finished_; }
    [[nodiscard]] std::size_t count() const noexcept { return ids_.size(); }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

   private:
    friend class ExportFiles;
    void open();
    struct Close {
      void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
    };
    ExportFiles* owner_{nullptr};
    std::filesystem::path path_{};
    std::unique_ptr<std::FILE, Close> stream_{};
    std::unordered_set<std::string> ids_{};
    std::uintmax_t committed_{0};
    std::uintmax_t written_{0};  // since then
    std::string note_{};
    bool finished_{false};
  };
  /// The file `name`.jsonl. Valid while this object lives.
  File& file(const std::string& name);
  /// When the last commit() was.
  [[nodiscard]] ticket0::Timestamp last_commit() const;

 private:
  void load(const ticket0::Secret& key);
  void save() const;
  [[nodiscard]] std::filesystem::path fresh_state() const;
  std::filesystem::path directory_;
  std::string source_;
  std::string key_mark_{};
  int lock_{-1};
  std::map<std::string, File> files_{};
};

/// The ids of the objects in a file, in its order.
std::vector<std::string> ids_in(const std::filesystem::path& path);

}  // namespace tool

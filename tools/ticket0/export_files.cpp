#include "export_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exit_code.hpp"
#include "ticket0/webhook.hpp"
#include "verb.hpp"

namespace tool {
namespace {

constexpr std::string_view state_name = "export.state";
constexpr std::string_view line_begin = R"({"id":")";

[[noreturn]] void fail_on(const std::string& what, const std::filesystem::path& path) {
  throw LocalError{what + ' ' + path.string() + ": " + std::strerror(errno) +
                   "; once that is mended, the same command goes on where it stopped"};
}

std::string random_salt() {
  std::random_device random;
  std::string salt;
  for (int words = 0; words < 4; ++words) salt += std::to_string(random()) + '.';
  return salt;
}

/// Tells `key` from others without giving it away: a salt, and the key's HMAC-SHA256 of it.
std::string mark_of(const ticket0::Secret& key, const std::string& salt) {
  return salt + ' ' + ticket0::webhook::sign(salt, key);
}

void sync(std::FILE* file, const std::filesystem::path& path) {
  if (std::fflush(file) != 0 || ::fsync(::fileno(file)) != 0) fail_on("cannot write", path);
}

}  // namespace

std::vector<std::string> ids_in(const std::filesystem::path& path) {
  std::vector<std::string> ids;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    std::string id;
    for (std::size_t at = line_begin.size(); at < line.size() && line[at] != '"'; ++at) {
      if (line[at] == '\\') ++at;  // before a quote or another one
      id += line[at];
    }
    ids.push_back(std::move(id));
  }
  return ids;
}

ExportFiles::ExportFiles(std::filesystem::path directory, std::string source, const ticket0::Secret& key)
    : directory_(std::move(directory)), source_(std::move(source)) {
  if (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST)
    fail_on("cannot make the directory", directory_);
  lock_ = ::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0)
    throw UsageError{"--out: " + directory_.string() + " is no directory that can be used: name another"};
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw LocalError{"another ticket0 export is writing to " + directory_.string() +
                     ": wait for it, or name another directory"};
  }
  if (std::filesystem::exists(directory_ / state_name)) {
    load(key);
    return;
  }
  std::filesystem::remove(fresh_state());  // of a first save() that was killed or had no room
  if (!std::filesystem::is_empty(directory_))
    throw UsageError{"--out: " + directory_.string() +
                     " is not empty and holds no export: name another directory"};
  key_mark_ = mark_of(key, random_salt());
  save();
}

ExportFiles::~ExportFiles() { ::close(lock_); }

std::filesystem::path ExportFiles::fresh_state() const {
  return directory_ / (std::string{state_name} + ".new");
}

ticket0::Timestamp ExportFiles::last_commit() const {
  const auto time = std::filesystem::last_write_time(directory_ / state_name);
  return std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time));
}

/// The state's first line names the source, the second has the mark of the key; then a line a file: name,
/// size, "next" or "end", and the note.
void ExportFiles::load(const ticket0::Secret& key) {
  std::ifstream state{directory_ / state_name};
  std::string source;
  std::getline(state, source);
  if (source != source_)
    throw UsageError{"--out: " + directory_.string() + " holds an export of " + source + ", not of " +
                     source_ + ": name another directory"};
  std::getline(state, key_mark_);
  if (key_mark_ != mark_of(key, key_mark_.substr(0, key_mark_.find(' '))))
    throw UsageError{"--out: the export in " + directory_.string() +
                     " was begun with another key, which may be of another workspace: use that key, or name "
                     "another directory"};
  std::string name;
  std::string end;
  for (std::uintmax_t size = 0; state >> name >> size >> end;) {
    auto& each = files_[name];
    each.committed_ = size;
    each.finished_ = end == "end";
    state.get();
    std::getline(state, each.note_);
  }
}

/// Whoever reads it finds the old state or the new one: rename() is atomic.
void ExportFiles::save() const {
  const auto path = directory_ / state_name;
  const auto fresh = fresh_state();
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) fail_on("cannot write", fresh);
  const std::unique_ptr<std::FILE, File::Close> file{::fdopen(descriptor, "wb")};
  std::string text = source_ + '\n' + key_mark_ + '\n';
  for (const auto& [name, each] : files_)
    text += name + ' ' + std::to_string(each.committed_) + (each.finished_ ? " end " : " next ") +
            each.note_ + '\n';
  if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size()) fail_on("cannot write", fresh);
  sync(file.get(), fresh);
  if (::rename(fresh.c_str(), path.c_str()) != 0) fail_on("cannot write", path);
}

ExportFiles::File& ExportFiles::file(const std::string& name) {
  auto& file = files_[name];
  if (file.owner_ == nullptr) {
    file.owner_ = this;
    file.path_ = directory_ / (name + ".jsonl");
    file.open();
  }
  return file;
}

void ExportFiles::File::open() {
  const int descriptor = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) fail_on("cannot write", path_);
  stream_.reset(::fdopen(descriptor, "ab"));
  if (std::filesystem::file_size(path_) < committed_)
    throw LocalError{path_.string() + " is shorter than " + std::string{state_name} +
                     " says: somebody changed it; export into another directory"};
  // What was written after the last commit() may be half a line.
  if (::ftruncate(descriptor, static_cast<off_t>(committed_)) != 0) fail_on("cannot write", path_);
  for (auto& id : ids_in(path_)) ids_.insert(std::move(id));
}

void ExportFiles::File::write(const std::string& id, std::string_view json) {
  if (!ids_.insert(id).second) return;
  const auto line = std::string{json} + '\n';
  if (std::fwrite(line.data(), 1, line.size(), stream_.get()) != line.size()) fail_on("cannot write", path_);
  written_ += line.size();
}

void ExportFiles::File::commit(const std::string& note) {
  if (std::any_of(note.begin(), note.end(), [](char c) { return c >= '\0' && c < ' '; }))
    throw LocalError{"the service's cursor has a control character and cannot be kept; report this as a bug"};
  sync(stream_.get(), path_);
  committed_ += std::exchange(written_, 0);
  note_ = note;
  owner_->save();
}

void ExportFiles::File::finish() {
  finished_ = true;
  commit({});
}

}  // namespace tool

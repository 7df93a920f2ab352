#include "outbox/core.hpp"

#include "base/check.hpp"
#include "base/process.hpp"
#include "outbox/steps.hpp"

namespace ticket0::inline v1::outbox::detail {

namespace {

Options checked(Options options) {
  using namespace ticket0::detail;
  using std::chrono::hours;
  constexpr std::string_view path = "outbox::Options.path";
  if (options.path.empty()) refuse(path, "is empty: name a file on a local disk");
  if (options.path.find('\0') != std::string::npos) refuse(path, "has a NUL character");
  check_count("outbox::Options.max_entries", options.max_entries);
  if (options.max_bytes < (1 << 20)) refuse("outbox::Options.max_bytes", "is less than 1 MiB");
  check_time("outbox::Options.keep_content", options.keep_content, hours{0}, std::chrono::days{3'653});
  check_time("outbox::Options.retry.first", options.retry.first);
  check_time("outbox::Options.retry.most", options.retry.most, options.retry.first, hours{24});
  return options;
}

/// The locks of a file that may have to be created. Nothing is created beside one that is not an outbox.
Locks& locks_for(const std::string& path) {
  check_directory(path);
  OpenFile::check_not_inherited(path);
  static_cast<void>(check_file(path));
  return Locks::of(path);
}

/// Creates the file if it is not there; only one process does.
std::string made(const std::string& path, Locks& locks) {
  const Locks::Writing writing{locks};
  if (!check_file(path)) create_file(path);
  return path;
}

}  // namespace

Core::Open::Open(const std::string& path)
    : locks(locks_for(path)), file(made(path, locks)), database(path), reader(path), writer(database, locks) {
  // A log that a killed process left behind is read in here.
  const Locks::Writing writing{locks};
  prepare(database);
  prepare(reader);
  salt = salt_of(database);
}

Core::Core(Options options)
    : options_(checked(std::move(options))),
      moments_(options_.clock),
      process_(ticket0::detail::current_process()),
      open_(std::make_unique<Open>(options_.path)) {}

Core::~Core() {
  // In a forked child, closing would disturb the locks of the parent: what was inherited is left alone.
  if (process_ != ticket0::detail::current_process()) {
    static_cast<void>(open_.release());
    return;
  }
  // Whoever moves the file and forgets the log loses nothing. If that fails, the next who opens the file
  // reads the log.
  empty_log();
}

void Core::check_process() const {
  if (process_ == ticket0::detail::current_process()) return;
  throw StorageError{
      "outbox " + options_.path +
      ": it was opened by the process that this one was forked from. Fork before the outbox is "
      "opened, or start a program by exec"};
}

void Core::check_original() const {
  if (read([](const Database& database) { return is_original(database); })) return;
  throw StorageError{
      "outbox " + options_.path +
      ": the file was copied or restored, and what is queued in it may have been sent since. Nothing "
      "is sent until adopt() is called: see to it that no other copy is in use"};
}

void Core::wipe_what_is_due() const {
  const Moment now = moments_.now();
  if (read([&](const Database& database) { return has_to_wipe(database, now); })) {
    must_empty_log_ = true;
    int wiped = 1;
    while (wiped > 0) {
      write(Writer::Needs::nothing, [&](Database& database) { wiped = wipe_contents(database, now); });
      must_empty_log_ = true;  // another thread may have emptied it before this was committed
    }
    step("wipe.committed");
  }
  if (must_empty_log_) empty_log();
}

void Core::empty_log() const noexcept {
  must_empty_log_ = false;  // first: what others remove meanwhile stays to be emptied
  if (!open_->writer.empty_log()) must_empty_log_ = true;
}

void Core::copy_to(const std::string& path) const {
  check_process();
  const std::lock_guard<std::mutex> guard{open_->reading};
  write_copy(open_->reader, path);
}

std::optional<Locks::Claim> Core::claim(const Row& row) const {
  if (is_broken(Rule::a_sender_is_known_by_a_lock)) {
    constexpr std::int64_t lease = 60'000'000;
    const bool is_held =
        row.entry.state == State::sending && row.doubt && moments_.now().running - row.doubt->running < lease;
    return is_held ? std::nullopt : std::optional{Locks::Claim::of_nothing()};
  }
  return open_->locks.claim(row.entry.id);
}

std::optional<Locks::Claim> Core::claim_queued(std::int64_t id) const {
  return is_broken(Rule::a_sender_is_known_by_a_lock) ? std::optional{Locks::Claim::of_nothing()}
                                                      : open_->locks.claim(id);
}

void Core::changed(std::string_view key, State state, int attempts) const {
  if (options_.on_change) options_.on_change({.key = key, .state = state, .attempts = attempts});
}

void Core::paused(std::string_view reason) const {
  if (options_.on_pause) options_.on_pause(reason);
}

}  // namespace ticket0::inline v1::outbox::detail

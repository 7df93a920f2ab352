#include "outbox/writer.hpp"

#include <utility>

#include "outbox/steps.hpp"

namespace ticket0::inline v1::outbox::detail {

namespace {

/// The log is moved into the file once it is larger.
constexpr std::int64_t large_log = 1 << 20;
/// How much entries grow while they are settled.
constexpr std::int64_t room_to_settle = 64 * 1'024;
/// Who closes an outbox does not wait for a process that is stopped.
constexpr std::chrono::milliseconds longest_wait_to_empty{500};

}  // namespace

Writer::Writer(Database& database, Locks& locks)
    : database_(database), locks_(locks), place_(file_at(database.path())) {}

void Writer::write(Needs needs, const Act& act) {
  Change mine{.needs = needs, .act = act};
  std::unique_lock lock{mutex_};
  (last_ != nullptr ? last_->next : first_) = &mine;
  last_ = &mine;
  changed_.wait(lock, [&] { return mine.is_done || !is_busy_; });
  if (!mine.is_done) {
    Change* const group = std::exchange(first_, nullptr);
    last_ = nullptr;
    is_busy_ = true;
    lock.unlock();
    carry_out(group);
    lock.lock();
    is_busy_ = false;
    for (Change* each = group; each != nullptr; each = each->next) each->is_done = true;
    changed_.notify_all();
  }
  lock.unlock();
  if (mine.failure) std::rethrow_exception(mine.failure);
}

/// A failure goes to the thread that asked, whichever thread this is.
void Writer::carry_out(Change* group) noexcept {
  try {
    const Locks::Writing writing{locks_};
    if (try_commit(group)) return;
    move_log();  // it gives room back
    if (try_commit(group)) return;
    for (Change* each = group; each != nullptr; each = each->next)
      if (each->needs == Needs::room && !each->failure) each->failure = disk_is_full();
    locks_.give_up_reserve();
    move_log();
    if (!try_commit(group)) std::rethrow_exception(disk_is_full());
  } catch (...) {
    for (Change* each = group; each != nullptr; each = each->next)
      if (!each->failure) each->failure = std::current_exception();
  }
}

std::exception_ptr Writer::disk_is_full() const {
  return std::make_exception_ptr(
      OutboxFull{"outbox " + database_.path() + ": " + std::string{disk_full_text}});
}

bool Writer::try_commit(Change* group) {
  try {
    commit(group);
    return true;
  } catch (const OutboxFull&) {
    return false;
  }
}

void Writer::commit(Change* group) {
  struct RollBack {
    ~RollBack() { database.roll_back(); }
    Database& database;
  };
  check_place();
  bool needs_room = false;
  for (Change* each = group; each != nullptr; each = each->next)
    needs_room = needs_room || (each->needs == Needs::room && !each->failure);
  if (needs_room && !locks_.set_aside_reserve()) std::rethrow_exception(disk_is_full());

  database_.script("BEGIN IMMEDIATE");
  const RollBack unless_committed{database_};
  for (Change* each = group; each != nullptr; each = each->next)
    if (!each->failure) carry_out_one(*each);
  if (needs_room && !database_.set_aside(room_to_settle)) std::rethrow_exception(disk_is_full());
  step("commit.before");
  database_.script("COMMIT");
  step("commit.after");
  if (database_.log_size() > large_log) move_log();
}

void Writer::carry_out_one(Change& change) {
  database_.script("SAVEPOINT one_change");
  try {
    change.act(database_);
  } catch (const OutboxFull&) {
    throw;
  } catch (...) {
    change.failure = std::current_exception();
  }
  database_.script(change.failure ? "ROLLBACK TO one_change; RELEASE one_change" : "RELEASE one_change");
}

void Writer::check_place() const {
  if (file_at(database_.path()) == place_) return;
  throw StorageError{
      "outbox " + database_.path() +
      ": the file was removed or replaced while it was open; nothing was stored. Put it back, or "
      "open the outbox again"};
}

bool Writer::empty_log() noexcept {
  const Locks::Writing writing{locks_, longest_wait_to_empty};
  const auto there = file_at(database_.path());
  const bool is_replaced = there && there != place_;  // which may have that log by now
  if (!writing.is_held() || is_replaced) return false;
  return database_.log_size() == 0 || move_log();
}

/// Room for the next time is set aside while the log is empty: what settles entries grows the file too.
bool Writer::move_log() noexcept {
  if (!database_.checkpoint()) return false;
  database_.try_to_set_aside(room_to_settle);
  return true;
}

}  // namespace ticket0::inline v1::outbox::detail

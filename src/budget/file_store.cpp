#include "budget/file_store.hpp"

#include <algorithm>

#include "base/budget_times.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1 {

namespace detail {

using std::chrono::ceil;
using std::chrono::milliseconds;

namespace {

class FileSlot final : public BudgetSlot {
 public:
  FileSlot(std::shared_ptr<BudgetFile> file, const SlotTable& table, SlotTable::Taken taken) noexcept
      : file_(std::move(file)), table_(table), taken_(taken) {}
  bool confirm(milliseconds lease, const CancelToken& /*cancel*/) noexcept override {
    return !file_->is_replaced() && table_.confirm(taken_, lease);
  }
  void renew(milliseconds lease) noexcept override { static_cast<void>(table_.confirm(taken_, lease)); }
  void end() noexcept override { table_.end(taken_); }

 private:
  std::shared_ptr<BudgetFile> file_;
  SlotTable table_;
  SlotTable::Taken taken_;
};

}  // namespace

FileStore::FileStore(std::string path, SlotTable::Now now) : path_(std::move(path)), now_(std::move(now)) {
  if (path_.empty()) throw ConfigError{"file_budget() needs the path of a file"};
  if (path_.find('\0') != std::string::npos) throw ConfigError{"the path of file_budget() contains a NUL"};
}

void FileStore::open(const BudgetTerms& terms) {
  if (terms.requests > BudgetFile::max_slots)
    throw ConfigError{"RateLimit.requests must be at most " + std::to_string(BudgetFile::max_slots) +
                      " with a budget file"};
  SlotTable::Time not_before{};
  file(terms, not_before)->expect_period(terms.per);  // another client may have opened it, for its own
}

std::shared_ptr<BudgetFile> FileStore::file(const BudgetTerms& terms, SlotTable::Time& not_before) {
  Opened& opened = opened_.get();
  const std::lock_guard lock{opened.mutex};
  if (!opened.file || opened.file->is_replaced()) {
    const bool is_replaced = opened.file != nullptr;
    opened.file = BudgetFile::open(path_, terms.requests, terms.per);
    // Requests under way have their slots in the file that was there before.
    if (is_replaced) opened.not_before = now_() + longest_lease + terms.per + terms.per / 1'000;
  }
  not_before = opened.not_before;
  return opened.file;
}

std::span<SlotTable::Word> FileStore::slots(const BudgetFile& file, const BudgetTerms& terms) noexcept {
  const auto all = file.slots();
  return all.first(std::min(all.size(), static_cast<std::size_t>(std::max(1, terms.requests))));
}

SlotTable FileStore::table(const BudgetFile& file, const BudgetTerms& terms) const noexcept {
  return {file.pause(), slots(file, terms), terms.per, now_};
}

SlotOffer FileStore::take(const BudgetTerms& terms, const SlotRequest& request) {
  SlotTable::Time not_before{};
  auto file = this->file(terms, not_before);
  if (const auto now = now_(); now < not_before) return {.free_in = ceil<milliseconds>(not_before - now)};
  SlotTable table = this->table(*file, terms);
  const SlotTable::Taken taken = table.take(request.lease, request.leave_free);
  if (taken.word == nullptr) return {.free_in = ceil<milliseconds>(taken.free_in), .paused = taken.paused};
  return {.slot = std::make_unique<FileSlot>(std::move(file), table, taken)};
}

void FileStore::pause(const BudgetTerms& terms, milliseconds time) noexcept {
  Opened& opened = opened_.get();
  const std::lock_guard lock{opened.mutex};
  if (opened.file) table(*opened.file, terms).pause(time);
}

RateUsage FileStore::look(const BudgetTerms& terms) {
  SlotTable::Time not_before{};
  const auto file = this->file(terms, not_before);
  SlotTable table = this->table(*file, terms);
  const SlotTable::Usage usage = table.look();
  return {.used = usage.used,
          .free = static_cast<int>(slots(*file, terms).size()) - usage.used,
          .next_in = ceil<milliseconds>(std::max({SlotTable::Time{0}, not_before - now_(), usage.free_in}))};
}

}  // namespace detail

std::shared_ptr<BudgetStore> file_budget(std::string path) {
  return std::make_shared<detail::FileStore>(std::move(path), detail::machine_time());
}

}  // namespace ticket0::inline v1

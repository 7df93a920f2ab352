#pragma once

#include <sys/types.h>

#include <memory>
#include <span>
#include <string>

#include "budget/slot_table.hpp"

namespace ticket0::inline v1::detail {

/// A file with the slots of a budget, mapped. The mapping lasts as long as this object, even if the file is
/// deleted or replaced.
class BudgetFile {
 public:
  static constexpr int max_slots = 10'000;

  /// Opens it, or makes it with that many slots. Throws a ConfigError that says what is wrong.
  [[nodiscard]] static std::shared_ptr<BudgetFile> open(const std::string& path, int slots,
                                                        std::chrono::milliseconds per);
  BudgetFile(const BudgetFile&) = delete;
  BudgetFile& operator=(const BudgetFile&) = delete;
  ~BudgetFile();

  /// Throws a ConfigError if it is for another period.
  void expect_period(std::chrono::milliseconds per) const;
  /// The path no longer names this file.
  [[nodiscard]] bool is_replaced() const noexcept;
  [[nodiscard]] SlotTable::Word& pause() const noexcept;
  [[nodiscard]] std::span<SlotTable::Word> slots() const noexcept;

 private:
  struct Layout;
  BudgetFile(std::string path, int descriptor);

  std::string path_;
  dev_t device_{0};
  ino_t inode_{0};
  Layout* mapped_{nullptr};
  std::size_t size_{0};
};

/// The time since the machine was booted, suspension included: the same in all its processes, whatever time
/// namespace they are in.
[[nodiscard]] SlotTable::Now machine_time();

}  // namespace ticket0::inline v1::detail

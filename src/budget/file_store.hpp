#pragma once

#include <memory>
#include <mutex>

#include "base/process.hpp"
#include "budget/budget_file.hpp"
#include "ticket0/budget.hpp"

namespace ticket0::inline v1::detail {

/// A budget in a file. A forked child opens the file anew.
class FileStore final : public BudgetStore {
 public:
  /// `now` is the same clock for all processes that share the file.
  FileStore(std::string path, SlotTable::Now now);
  void open(const BudgetTerms& terms) override;
  SlotOffer take(const BudgetTerms& terms, const SlotRequest& request) override;
  void pause(const BudgetTerms& terms, std::chrono::milliseconds time) noexcept override;
  RateUsage look(const BudgetTerms& terms) override;

 private:
  struct Opened {
    std::mutex mutex{};
    std::shared_ptr<BudgetFile> file{};
    SlotTable::Time not_before{};  // after the file was replaced
  };
  /// The file that the path names now. After a replacement nobody knows for a lease and a period what was
  /// spent.
  [[nodiscard]] std::shared_ptr<BudgetFile> file(const BudgetTerms& terms, SlotTable::Time& not_before);
  /// Those that may be taken: the file's, or as many as the terms allow if that is fewer.
  [[nodiscard]] static std::span<SlotTable::Word> slots(const BudgetFile& file,
                                                        const BudgetTerms& terms) noexcept;
  [[nodiscard]] SlotTable table(const BudgetFile& file, const BudgetTerms& terms) const noexcept;

  std::string path_;
  SlotTable::Now now_;
  PerProcess<Opened> opened_{};
};

}  // namespace ticket0::inline v1::detail

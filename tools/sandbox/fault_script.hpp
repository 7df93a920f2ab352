#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "sandbox/fault.hpp"

namespace sandbox {

/// The faults that are still to come. Thread-safe: none hits more often than it says.
class FaultScript {
 public:
  /// At the end, after those that are there.
  void add(Fault fault);
  void clear();

  struct Shot {
    std::string_view route{};
    bool is_paged{false};  // a list that comes in pages
    bool has_cursor{false};
  };
  /// The fault that hits the request, if any: the first that matches, has let its share through and has hits
  /// left. An overlap waits for a page that has one before it.
  std::optional<Fault> strike(const Shot& shot);

  /// The kinds that change how a message is stored, of which every entry strikes by itself.
  std::vector<Fault> strike_storing(const Shot& shot);

 private:
  struct Entry {
    bool lets_through();
    Fault fault{};
    std::size_t skip{0};
    std::size_t hits{0};
    bool endless{false};
  };

  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace sandbox

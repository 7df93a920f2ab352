#pragma once

#include "ticket0/http.hpp"

namespace ticket0::inline v1::detail {

/// Cancelled when one of several tokens is. A source counts once, and one that nobody can cancel any more
/// does not count: adding the same one in each of a million steps does not make it grow. Copies are
/// cheap, and keep the token connected.
class AnyOf {
 public:
  AnyOf() noexcept = default;
  [[nodiscard]] AnyOf with(const CancelToken& token) const;
  [[nodiscard]] CancelToken token() const noexcept;

 private:
  struct Joined;
  [[nodiscard]] static bool may_cancel(const CancelToken& token) noexcept;
  [[nodiscard]] static bool are_same(const CancelToken& a, const CancelToken& b) noexcept;
  std::shared_ptr<const Joined> joined_{};  // null: no tokens
};

}  // namespace ticket0::inline v1::detail

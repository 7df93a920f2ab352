#pragma once

#include "engine/reply_memory.hpp"
#include "ticket0/options.hpp"
#include "types/per_process.hpp"

namespace ticket0::inline v1::detail {

/// The service that a client talks to: clients with the same values share what is known of its replies, in
/// this process.
struct ServiceKey {
  std::string base_url{};
  // A client with one of its own may talk to a stand-in, whose ids are its own; null: the default.
  std::shared_ptr<const void> clock{};
  std::shared_ptr<const void> transport{};
};
/// Of `options` as the caller wrote them. Clients that name a scope of their budget share by that, whatever
/// transports they have.
[[nodiscard]] ServiceKey service_key(const ClientOptions& options, std::string_view base_url);

/// A client's way to that memory. A forked child starts with an empty one.
class SharedReplies {
 public:
  /// So many services are remembered that no client talks to.
  static constexpr std::size_t most_idle = 64;
  explicit SharedReplies(ServiceKey key) : key_(std::move(key)) {}
  [[nodiscard]] const std::shared_ptr<ReplyMemory>& get() const;

 private:
  struct Own {
    std::once_flag found{};
    std::shared_ptr<ReplyMemory> memory{};
  };
  ServiceKey key_;
  mutable PerProcess<Own> own_{};
};

}  // namespace ticket0::inline v1::detail

#pragma once

#include "async/pool.hpp"
#include "types/per_process.hpp"

namespace ticket0::inline v1::detail {

/// What the handles that users hold on a client keep alive together; the last of them to go closes the pool.
/// Tasks hold the pool weakly, and the clients that jobs are given hold this weakly.
class Workers {
 public:
  /// Of this process: a forked child has a new one, without threads.
  [[nodiscard]] std::shared_ptr<Pool> pool() { return own_.get().pool; }

 private:
  struct Own {
    Own() = default;
    Own(const Own&) = delete;
    Own& operator=(const Own&) = delete;
    ~Own() { pool->close(); }
    std::shared_ptr<Pool> pool = std::make_shared<Pool>();
  };
  PerProcess<Own> own_{};
};

}  // namespace ticket0::inline v1::detail

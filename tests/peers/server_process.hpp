#pragma once

#include <sys/types.h>

#include <string>

#include "transport/raw_server.hpp"

namespace peers {

/// A RawServer in a process of its own, so that what it costs is not counted as this one's. Make it before
/// any thread.
class ServerProcess {
 public:
  explicit ServerProcess(const RawServer::Handler& handler);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess();
  /// "http://127.0.0.1:40123", without a path.
  [[nodiscard]] const std::string& url() const noexcept { return url_; }

 private:
  std::string url_;
  pid_t child_;
};

}  // namespace peers

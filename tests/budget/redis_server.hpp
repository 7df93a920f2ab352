#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "budget/temporary_directory.hpp"

/// A real redis-server of a test's own, on a Unix socket in a directory of its own.
class RedisServer {
 public:
  /// `more` are arguments of redis-server.
  explicit RedisServer(std::vector<std::string> more = {});
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer();

  [[nodiscard]] std::string socket() const { return directory_.file("socket"); }
  [[nodiscard]] std::string file(const std::string& name) const { return directory_.file(name); }
  /// Waits until it responds.
  void start();
  /// As a crash would.
  void kill();
  void freeze() const;
  void thaw() const;
  /// One command, by a connection of its own; what the server says, an array's elements one a line.
  std::string ask(const std::vector<std::string>& command) const;

 private:
  TemporaryDirectory directory_{};
  std::vector<std::string> more_;
  pid_t process_{-1};
};

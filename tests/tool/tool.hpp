#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "../sandbox/process.hpp"
#include "sandbox/server.hpp"

/// A key that must be seen nowhere but in a request.
inline const std::string canary = "t0_canary_5be2a7f1";

inline std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

/// Bash in an empty directory, with `ticket0` in its PATH, and with the address and the key of a sandbox.
struct Shell {
  explicit Shell(sandbox::Options options = {}) : server{with_canary(std::move(options))} {
    std::string pattern = testing::TempDir() + "tool_XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no directory"};
    directory = pattern;
    const std::string path = std::getenv("PATH");
    if (!path.starts_with(TOOL_DIRECTORY)) ::setenv("PATH", (TOOL_DIRECTORY ":" + path).c_str(), 1);
    ::setenv("TICKET0_BASE_URL", server.url().c_str(), 1);
    ::setenv("TICKET0_API_KEY", canary.c_str(), 1);
  }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;
  ~Shell() { std::filesystem::remove_all(directory); }

  /// Runs a line of bash. The key stands in nothing that it prints or writes.
  sandbox_tests::Process::Ended sh(const std::string& line) const {
    auto ended =
        sandbox_tests::Process{"/bin/bash", {"-c", "set -o pipefail; cd " + directory.string() + "; " + line}}
            .wait();
    EXPECT_EQ((ended.out + ended.err).find(canary), std::string::npos) << line;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{directory})
      EXPECT_TRUE(!entry.is_regular_file() || keeps_key(entry.path()) ||
                  text_of(entry.path()).find(canary) == std::string::npos)
          << entry.path();
    return ended;
  }
  /// The same for a line that must succeed: what it prints.
  std::string out(const std::string& line) const {
    const auto ended = sh(line);
    EXPECT_EQ(ended.code, 0) << line << '\n' << ended.err;
    return ended.out;
  }
  void write(const std::string& name, std::string_view text, int mode = 0600) const {
    std::ofstream{directory / name, std::ios::binary} << text;
    std::filesystem::permissions(directory / name, static_cast<std::filesystem::perms>(mode));
  }

  std::filesystem::path directory{};
  sandbox::Server server;

 private:
  /// A test's own file with the key.
  static bool keeps_key(const std::filesystem::path& path) {
    return path.filename().string().find("key") != std::string::npos;
  }
  static sandbox::Options with_canary(sandbox::Options options) {
    for (auto& key : options.keys) key.key = canary;
    return options;
  }
};

struct Tool : testing::Test, Shell {
  using Shell::Shell;
};

#include "resumable_file.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

namespace {

struct InADirectory : testing::Test {
  void SetUp() override {
    std::string pattern = testing::TempDir() + "resumable_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory = pattern;
    path = directory / "file";
  }
  void TearDown() override { std::filesystem::remove_all(directory); }

  [[nodiscard]] std::string text() const {
    std::stringstream read;
    read << std::ifstream{path}.rdbuf();
    return read.str();
  }

  std::filesystem::path directory;
  std::filesystem::path path;
};

using AResumableFile = InADirectory;

TEST_F(AResumableFile, HasWhatWasCommittedAndNothingElse) {
  {
    ResumableFile file{path};
    EXPECT_EQ(file.note(), "");
    file.write("one\n");
    file.commit("after one");
    file.write("two\n");
  }
  EXPECT_EQ(text(), "one\ntwo\n");
  ResumableFile file{path};
  EXPECT_EQ(file.note(), "after one");
  EXPECT_EQ(text(), "one\n");
  file.write("zwei\n");
  file.commit("after two");
  EXPECT_EQ(text(), "one\nzwei\n");
}

/// Writes four lines of 5,000 bytes, and commits each, until the system kills it: no file may pass `limit`.
[[noreturn]] void write_lines(const std::filesystem::path& path, std::size_t limit) {
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  const rlimit size{.rlim_cur = limit, .rlim_max = limit};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ResumableFile file{path};
  ::setrlimit(RLIMIT_FSIZE, &size);
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    file.write(std::string(4'999, letter) + '\n');
    file.commit({letter});
  }
  ::_exit(0);
}

TEST_F(AResumableFile, KilledInTheMiddleOfAWriteEndsWhereItsNoteSays) {
  for (const std::size_t limit :
       {1'000U, 4'999U, 5'000U, 5'001U, 9'999U, 10'000U, 14'000U, 19'999U, 20'000U}) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_lines(path, limit);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(WIFSIGNALED(status), limit < 20'000) << limit;

    const ResumableFile file{path};
    const std::size_t lines = limit / 5'000;
    EXPECT_EQ(file.note(), std::string{"abcd"}.substr(0, lines).substr(lines == 0 ? 0 : lines - 1)) << limit;
    EXPECT_EQ(text().size(), 5'000 * lines) << limit;
    std::filesystem::remove(path);
    std::filesystem::remove(path.string() + ".state");
  }
}

TEST_F(AResumableFile, LeavesAFileWithoutAStateAlone) {
  std::ofstream{path} << "mine\n";
  EXPECT_THROW(ResumableFile{path}, std::runtime_error);
  EXPECT_EQ(text(), "mine\n");
}

TEST_F(AResumableFile, RefusesAStateThatSaysMoreThanTheFileHas) {
  {
    ResumableFile file{path};
    file.write("one\n");
    file.commit("after one");
  }
  std::filesystem::resize_file(path, 3);
  EXPECT_THROW(ResumableFile{path}, std::runtime_error);
  EXPECT_EQ(text(), "one");
}

}  // namespace

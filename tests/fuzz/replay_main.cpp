// Runs a target on the files of directories, for compilers without libFuzzer and for ctest.
// Usage: replay DIRECTORY...
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.hpp"

int main(int count, char** arguments) {
  std::size_t files = 0;
  for (const std::string& directory : std::vector<std::string>{arguments + 1, arguments + count}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{directory}) {
      if (!entry.is_regular_file()) continue;
      std::printf("%s\n", entry.path().c_str());
      std::fflush(stdout);  // the last one named is the one that failed
      std::ifstream file{entry.path(), std::ios::binary};
      const std::vector<char> bytes{std::istreambuf_iterator<char>{file}, {}};
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++files;
    }
  }
  if (files == 0) std::fprintf(stderr, "no files\n");
  return files == 0 ? 1 : 0;
}

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"

namespace tool {
namespace {

/// The one beside this program (in a build directory: beside its directory), or that of PATH.
std::string sandbox_program() {
  std::error_code unknown;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path();
  for (const auto& place : {here / "ticket0-sandbox", here.parent_path() / "sandbox" / "ticket0-sandbox"})
    if (!unknown && ::access(place.c_str(), X_OK) == 0) return place.string();
  return "ticket0-sandbox";
}

}  // namespace

void add_sandbox(CLI::App& program, Session&) {
  auto& verb =
      add_verb(program, "sandbox", "Starts ticket0-sandbox, a stand-in for the service on this machine",
               {"ticket0 sandbox --help"});
  verb.prefix_command();
  verb.set_help_flag();
  verb.callback([&verb] {
    const auto path = sandbox_program();
    std::vector<std::string> words = verb.remaining();
    words.insert(words.begin(), path);
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    sigset_t none{};  // this program blocks and ignores signals that the sandbox ends by
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    ::execvp(path.c_str(), pointers.data());
    throw LocalError{"cannot start ticket0-sandbox: " + std::string{std::strerror(errno)} +
                     "; install the package ticket0-tools, or put it beside ticket0"};
  });
}

}  // namespace tool

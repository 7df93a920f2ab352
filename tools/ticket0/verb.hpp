#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

/// The command line cannot be used. what() is one line that says what to do, and holds no key.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The program, without any command yet.
std::unique_ptr<CLI::App> make_root(const std::string& name, const std::string& summary);

/// Adds a command to `parent`. Its help, its page of the manual and the tests have the examples, each a line
/// that a shell runs.
CLI::App& add_verb(CLI::App& parent, const std::string& name, const std::string& summary,
                   const std::vector<std::string_view>& examples = {});

/// Adds a command that only groups others, e.g. "tickets".
CLI::App& add_group(CLI::App& parent, const std::string& name, const std::string& summary);

/// An option's text as a T; nothing if the option was not given.
template <class T>
std::optional<T> unless_empty(const std::string& text) {
  return text.empty() ? std::optional<T>{} : std::optional<T>{T{std::string{text}}};
}

/// What is wrong with the words that `program` could not parse, with the nearest command or option if one was
/// misspelt.
std::string mistake_in(const CLI::App& program, const CLI::ParseError& error,
                       const std::vector<std::string>& words);

/// The examples of a command, one a line and without the prompt.
std::vector<std::string> examples_of(const CLI::App& verb);

}  // namespace tool

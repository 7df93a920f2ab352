#include "verb.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tool {
namespace {

constexpr std::string_view prompt = "  $ ";

/// How many letters have to be changed, added, removed or swapped with their neighbour to get `b` from `a`.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  std::iota(cost[0].begin(), cost[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

/// The one that `word` was meant as: misspelt, or else its beginning. Empty if there is none.
std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& each : known) {
    const auto far = distance(word, each);
    if (far < least) {
      least = far;
      best = each;
    }
  }
  if (!best.empty() || word.size() < 3) return best;
  const auto begun =
      std::find_if(known.begin(), known.end(), [&](const auto& each) { return each.starts_with(word); });
  return begun == known.end() ? std::string{} : *begun;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* each : app.get_subcommands(nullptr)) names.push_back(each->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string see_help(const std::string& command) { return " See: " + command + " --help"; }

/// CLI11's help without the bounds and exclusions of an option, which its description says.
class Help final : public CLI::Formatter {
 public:
  Help() {
    column_width(27);
    label("OPTIONS", "OPTION...");
    label("SUBCOMMAND", "COMMAND ...");
    label("Positionals", "Arguments");
  }
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    auto text = CLI::Formatter::make_help(app, std::move(name), mode);
    for (auto at = text.find("\n\n\n"); at != std::string::npos; at = text.find("\n\n\n")) text.erase(at, 1);
    return text;
  }
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0 || option->get_positional()) return {};
    const auto type = option->get_type_name();
    return ' ' + type.substr(0, type.find(':'));
  }
  std::string make_option_usage(const CLI::Option* option) const override {
    return option->get_required() ? option->get_name(true) : '[' + option->get_name(true) + ']';
  }
};

std::string unexpected(const CLI::App& app, const std::string& command, const std::string& word) {
  // Only a name is shown: what was meant as a value may be a key.
  const auto name = word.substr(0, word.find('='));
  if (name.starts_with('-')) {
    if (name == "--key" || name == "--api-key")
      return "a key is never an argument, which other users of this machine can read: set TICKET0_API_KEY, "
             "or name a file with --key-file";
    const auto near = nearest(name, options_of(app));
    return command + " has no option " + name + (near.empty() ? "." : ": did you mean " + near + "?") +
           see_help(command);
  }
  if (!commands_of(app).empty()) {
    const auto near = nearest(name, commands_of(app));
    return command + " has no command " + name +
           (near.empty() ? "; it has " + joined(commands_of(app)) + "." : ": did you mean " + near + "?") +
           see_help(command);
  }
  return command + " takes fewer words." + see_help(command);
}

}  // namespace

std::unique_ptr<CLI::App> make_root(const std::string& name, const std::string& summary) {
  auto root = std::make_unique<CLI::App>(summary, name);
  root->formatter(std::make_shared<Help>());
  root->require_subcommand(1);
  return root;
}

CLI::App& add_verb(CLI::App& parent, const std::string& name, const std::string& summary,
                   const std::vector<std::string_view>& examples) {
  auto& verb = *parent.add_subcommand(name, summary)->group("Commands");
  verb.formatter(std::make_shared<Help>());
  std::string footer;
  for (const auto each : examples)
    footer += (footer.empty() ? "Examples:\n" : "\n") + std::string{prompt} + std::string{each};
  verb.footer(footer);
  return verb;
}

CLI::App& add_group(CLI::App& parent, const std::string& name, const std::string& summary) {
  auto& group = *parent.add_subcommand(name, summary)->group("Commands");
  group.formatter(std::make_shared<Help>());
  group.require_subcommand(1);
  group.footer("");
  return group;
}

std::vector<std::string> examples_of(const CLI::App& verb) {
  std::vector<std::string> examples;
  std::istringstream lines{verb.get_footer()};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(prompt)) examples.push_back(line.substr(prompt.size()));
  return examples;
}

std::string mistake_in(const CLI::App& program, const CLI::ParseError& error,
                       const std::vector<std::string>& words) {
  const auto* app = &program;
  std::string command = program.get_name();
  std::size_t at = 0;
  for (; at < words.size(); ++at) {
    const auto names = commands_of(*app);
    if (std::find(names.begin(), names.end(), words[at]) == names.end()) break;
    app = app->get_subcommand(words[at]);
    command += ' ' + words[at];
  }
  if (at == words.size() && !commands_of(*app).empty())
    return command + " needs a command: " + joined(commands_of(*app)) + "." + see_help(command);
  if (!commands_of(*app).empty()) return unexpected(*app, command, words[at]);

  const auto options = options_of(*app);
  for (; at < words.size(); ++at) {
    const auto name = words[at].substr(0, words[at].find('='));
    if (name.starts_with("--") && name.size() > 2 &&
        std::find(options.begin(), options.end(), name) == options.end())
      return unexpected(*app, command, words[at]);
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
    return command + " takes fewer words." + see_help(command);
  std::string text = error.what();
  text = text.substr(0, text.find('\n'));
  return command + ": " + text + "." + see_help(command);
}

}  // namespace tool

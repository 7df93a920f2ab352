// Writes the manual and the completions of ticket0 from the same commands as its help, and the sandbox's page
// from its help: ticket0-pages DIRECTORY
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "sandbox/cli.hpp"
#include "ticket0/version.hpp"

namespace {

/// For roff: a line that begins with a dot or a quote is none of its commands, and "-" is what can be copied.
std::string roff(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    const bool begins_line = safe.empty() || safe.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) safe += "\\&";
    safe += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string{c};
  }
  return safe;
}

std::string header(const std::string& name, const std::string& summary) {
  std::string upper;
  for (const char c : name) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return ".TH " + roff(upper) + " 1 \"\" \"ticket0 " TICKET0_VERSION "\" \"User Commands\"\n.SH NAME\n" +
         roff(name) + " \\- " + roff(summary) + '\n';
}

std::string preformatted(const std::string& text) {
  return ".nf\n" + roff(text) + (text.ends_with('\n') ? "" : "\n") + ".fi\n";
}

std::vector<const CLI::App*> commands_below(const CLI::App& app) { return app.get_subcommands(nullptr); }

/// Each command that does something, with its words.
void each_verb(const CLI::App& app, const std::string& words,
               const std::function<void(const std::string&, const CLI::App&)>& visit) {
  const auto below = commands_below(app);
  if (below.empty()) visit(words, app);
  for (const auto* each : below) each_verb(*each, words + ' ' + each->get_name(), visit);
}

std::string arguments_of(const CLI::App& verb) {
  std::string text = " [OPTION...]";
  for (const auto* option : verb.get_options([](const CLI::Option* each) { return each->get_positional(); }))
    text += ' ' + (option->get_required() ? option->get_name(true) : '[' + option->get_name(true) + ']');
  return text;
}

std::string manual(const CLI::App& program) {
  std::string page = header("ticket0", "the Ticket0 help desk from the command line");
  page += ".SH SYNOPSIS\n.B ticket0\nCOMMAND [OPTION...] [ARGUMENT...]\n.SH COMMANDS\n";
  each_verb(program, "ticket0", [&](const std::string& words, const CLI::App& verb) {
    page += ".SS " + roff(words + arguments_of(verb)) + '\n' + roff(verb.get_description()) + ".\n";
    for (const auto* option : verb.get_options()) {
      const auto type = option->get_type_size() == 0 ? std::string{} : option->get_type_name();
      const auto value =
          option->get_positional() || type.empty() ? std::string{} : ' ' + type.substr(0, type.find(':'));
      page += ".TP\n" + roff(option->get_name(option->get_positional(), true) + value) + '\n' +
              roff(option->get_description()) + '\n';
    }
    std::string examples;
    for (const auto& each : tool::examples_of(verb)) examples += "  $ " + each + '\n';
    page += ".PP\nExamples:\n" + preformatted(examples);
  });
  return page + ".SH ENVIRONMENT AND EXIT STATUS\n" + preformatted(program.get_footer()) +
         ".SH SEE ALSO\n.BR ticket0\\-sandbox (1)\n";
}

/// What may follow `app`'s words: commands, or options.
std::vector<std::string> words_after(const CLI::App& app) {
  std::vector<std::string> words;
  for (const auto* each : commands_below(app)) words.push_back(each->get_name());
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) words.push_back("--" + name);
  return words;
}

/// A shell's `case` with a branch for each command: what may follow its words.
std::string cases(const CLI::App& app, const std::string& words) {
  std::string list;
  for (const auto& word : words_after(app)) list += (list.empty() ? "" : " ") + word;
  std::string text = "    '" + words + "') words='" + list + "' ;;\n";
  for (const auto* each : commands_below(app)) text += cases(*each, words + ' ' + each->get_name());
  return text;
}

/// The options whose value is a file, as a pattern of `case`.
std::string file_options(const CLI::App& program) {
  std::vector<std::string> names{"--out"};
  each_verb(program, {}, [&](const std::string&, const CLI::App& verb) {
    for (const auto* option : verb.get_options())
      if (option->get_type_name() == "FILE") names.push_back("--" + option->get_lnames().front());
  });
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string pattern;
  for (const auto& name : names) pattern += (pattern.empty() ? "" : "|") + name;
  return pattern;
}

std::string bash_completion(const CLI::App& program) {
  return "# Completion of ticket0 for bash.\n"
         "_ticket0() {\n"
         "  local current=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD - 1]}\" "
         "path=ticket0 words at\n"
         "  for ((at = 1; at < COMP_CWORD; at++)); do\n"
         "    [[ ${COMP_WORDS[at]} == -* ]] && break\n"
         "    path+=\" ${COMP_WORDS[at]}\"\n"
         "  done\n"
         "  case \"$before\" in\n"
         "    " +
         file_options(program) +
         ") mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;\n"
         "  esac\n"
         "  until [ \"$path\" = \"${path% *}\" ] || _ticket0_words \"$path\"; do path=\"${path% *}\"; done\n"
         "  _ticket0_words \"$path\"\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
         "}\n"
         "_ticket0_words() {\n"
         "  case \"$1\" in\n" +
         cases(program, "ticket0") +
         "    *) return 1 ;;\n"
         "  esac\n"
         "}\n"
         "complete -o filenames -F _ticket0 ticket0\n";
}

std::string zsh_completion(const CLI::App& program) {
  return "#compdef ticket0\n"
         "# Completion of ticket0 for zsh.\n"
         "local path_=ticket0 words_ at\n"
         "for ((at = 2; at < CURRENT; at++)); do\n"
         "  [[ ${words[at]} == -* ]] && break\n"
         "  path_+=\" ${words[at]}\"\n"
         "done\n"
         "case \"${words[CURRENT - 1]}\" in\n"
         "  " +
         file_options(program) +
         ") _files; return ;;\n"
         "esac\n"
         "_ticket0_words() {\n"
         "  local words\n"
         "  case \"$1\" in\n" +
         cases(program, "ticket0") +
         "    *) return 1 ;;\n"
         "  esac\n"
         "  words_=\"$words\"\n"
         "}\n"
         "until [[ \"$path_\" == \"${path_% *}\" ]] || _ticket0_words \"$path_\"; do path_=\"${path_% *}\"; "
         "done\n"
         "_ticket0_words \"$path_\"\n"
         "compadd -- ${=words_}\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "Usage: ticket0-pages DIRECTORY\n";
    return 2;
  }
  const std::filesystem::path directory{arguments[1]};
  std::filesystem::create_directories(directory);
  tool::Session session{{}};
  const auto program = tool::make_program(session);
  const std::map<std::string, std::string> pages{
      {"ticket0.1", manual(*program)},
      {"ticket0-sandbox.1",
       header("ticket0-sandbox", "a stand-in for the Ticket0 help desk on this machine") +
           ".SH DESCRIPTION\n" + preformatted(std::string{sandbox::help_text()})},
      {"ticket0.bash", bash_completion(*program)},
      {"_ticket0", zsh_completion(*program)}};
  for (const auto& [name, text] : pages) {
    std::ofstream file{directory / name, std::ios::binary};
    file << text << std::flush;
    if (!file) {
      std::cerr << "ticket0-pages: cannot write " << (directory / name) << '\n';
      return 1;
    }
  }
  return 0;
}

#include "ticket0/budget.hpp"

#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>

#include "commands.hpp"

namespace tool {

void add_budget(CLI::App& program, Session&) {
  const auto file = std::make_shared<std::string>();
  auto& verb = add_verb(
      program, "budget", "What the programs that share a budget file have left",
      {"ticket0 tickets list --limit 1 --budget-file budget && ticket0 budget --budget-file budget"});
  verb.add_option("--budget-file", *file, "the file; default: TICKET0_BUDGET_FILE")->type_name("FILE");
  verb.callback([file] {
    const auto path = budget_file(*file);
    if (path.empty())
      throw UsageError{
          "without a file each program counts alone: name one with --budget-file or TICKET0_BUDGET_FILE"};
    if (::access(path.c_str(), F_OK) != 0)  // or looking at it would make it
      throw UsageError{std::string{source_of(*file, "--budget-file", "TICKET0_BUDGET_FILE")} +
                       ": there is no " + path + "; the first program that uses it makes it"};
    const ticket0::BudgetTerms terms;
    const auto store = ticket0::file_budget(path);
    store->open(terms);
    const auto usage = store->look(terms);
    const auto wait = std::chrono::ceil<std::chrono::seconds>(usage.next_in).count();
    print_fields({{"used", std::to_string(usage.used)},
                  {"free", std::to_string(usage.free)},
                  {"next", wait == 0 ? "now" : "in " + std::to_string(wait) + " s"}});
  });
}

}  // namespace tool

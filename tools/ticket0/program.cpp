#include <memory>

#include "commands.hpp"
#include "exit_code.hpp"
#include "ticket0/version.hpp"

namespace tool {

std::unique_ptr<CLI::App> make_program(Session& session) {
  auto program =
      make_root("ticket0", "The Ticket0 help desk from the command line. Start with: ticket0 doctor");
  program->set_version_flag("--version", "ticket0 " TICKET0_VERSION);
  add_doctor(*program, session);
  add_tickets(*program, session);
  add_messages(*program, session);
  add_customers(*program, session);
  add_knowledge_base(*program, session);
  add_raw(*program, session);
  add_export(*program, session);
  add_budget(*program, session);
  if constexpr (has_outbox) add_outbox(*program, session);
  add_webhook(*program, session);
  add_sandbox(*program, session);
  program->footer(
      "Environment:\n"
      "  TICKET0_API_KEY   the API key, t0_...; the option --key-file reads it from a file instead\n"
      "  TICKET0_BASE_URL  another address of the service, e.g. the sandbox's\n"
      "  TICKET0_BUDGET_FILE, TICKET0_WEBHOOK_SECRET\n"
      "                    as --budget-file; checked by the doctor\n" +
      std::string{has_outbox ? "  TICKET0_OUTBOX_FILE\n                    as --outbox-file\n" : ""} +
      "  NO_COLOR          no colours\n\n"
      "Exit codes:\n" +
      std::string{exit_codes});
  return program;
}

}  // namespace tool

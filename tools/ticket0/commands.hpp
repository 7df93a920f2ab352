#pragma once

#include "session.hpp"
#include "verb.hpp"

namespace tool {

/// @{
/// Each adds a command, or a group of them, to `program`. `session` outlives it.
void add_doctor(CLI::App& program, Session& session);
void add_tickets(CLI::App& program, Session& session);
void add_messages(CLI::App& program, Session& session);
void add_customers(CLI::App& program, Session& session);
void add_knowledge_base(CLI::App& program, Session& session);
void add_raw(CLI::App& program, Session& session);
void add_export(CLI::App& program, Session& session);
void add_budget(CLI::App& program, Session& session);
void add_outbox(CLI::App& program, Session& session);
void add_webhook(CLI::App& program, Session& session);
void add_sandbox(CLI::App& program, Session& session);
/// @}

/// The program was built with ticket0::outbox. Nothing else of an outbox is there without it.
inline constexpr bool has_outbox = TICKET0_CLI_OUTBOX != 0;

/// What an outbox holds that is not sent, for the doctor. Throws UsageError or StorageError if it cannot be
/// used; `file` as in open_outbox().
struct Backlog {
  std::string text{};
  bool needs_a_person{false};
};
Backlog backlog_of(const std::string& file);

/// The value of --outbox-file, or else of TICKET0_OUTBOX_FILE; empty if there is none.
std::string outbox_file(const std::string& option);

/// The whole program, with all of them.
std::unique_ptr<CLI::App> make_program(Session& session);

}  // namespace tool

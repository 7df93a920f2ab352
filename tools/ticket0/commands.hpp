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
void add_webhook(CLI::App& program, Session& session);
void add_sandbox(CLI::App& program, Session& session);
/// @}

/// The whole program, with all of them.
std::unique_ptr<CLI::App> make_program(Session& session);

}  // namespace tool

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "ticket0/outbox.hpp"

// What the commands on an outbox have in common; only programs that are built with SQLite have them.
namespace tool {

/// Opens the file of --outbox-file, or else of TICKET0_OUTBOX_FILE. Throws UsageError if there is none; only
/// who `may_create` it gets a new one.
ticket0::outbox::Outbox open_outbox(const std::string& option, bool may_create = false);

/// Throws UsageError if there is none.
ticket0::outbox::Entry entry_of(const ticket0::outbox::Outbox& outbox, std::int64_t id);

/// Shows what is known of an entry, without what it says.
void show_entry(const Session& session, const ticket0::outbox::Entry& entry);

/// The name of each state, with its count.
std::vector<std::pair<std::string, ticket0::outbox::Count>> by_state(const ticket0::outbox::Counts& counts);

void take_outbox_file(CLI::App& verb, std::string& file);

/// Of a command on one entry.
struct OfEntry {
  std::string file{};
  std::int64_t id{0};

  void take(CLI::App& verb, Session& session) {
    verb.add_option("ID", id, "the entry's number in the list")->required()->check(CLI::PositiveNumber);
    take_outbox_file(verb, file);
    session.take_format(verb);
  }
};

/// Adds the commands that only look: status, list and show.
void add_outbox_views(CLI::App& group, Session& session);

}  // namespace tool

#include "ticket0/outbox.hpp"

#include "base/check.hpp"
#include "outbox/core.hpp"
#include "outbox/runner.hpp"
#include "outbox/steps.hpp"

namespace ticket0::inline v1::outbox {

using detail::Core;
using detail::Database;
using detail::Row;
using Needs = detail::Writer::Needs;

StorageError::~StorageError() = default;
OutboxFull::~OutboxFull() = default;

std::string_view to_string(State value) noexcept {
  switch (value) {
    case State::queued: return "queued";
    case State::sending: return "sending";
    case State::sent: return "sent";
    case State::rejected: return "rejected";
    case State::unknown: return "unknown";
  }
  return "";
}

namespace {

Entry store(const Core& core, const detail::Draft& draft) {
  using detail::Stored;
  const std::string hash = detail::hash_of(draft, core.salt());
  const detail::Room room{.max_entries = core.options().max_entries, .max_bytes = core.options().max_bytes};
  auto stored = Stored::stored;
  std::optional<Row> row;
  detail::step("put.before");
  core.write(Needs::room, [&](Database& database) {
    stored = detail::add_entry(database, draft, hash, room, core.moments().now());
    row = detail::find_row(database, draft.key);
  });
  detail::step("put.after");
  const std::string& path = core.options().path;
  switch (stored) {
    case Stored::stored: core.changed(row->entry.key, State::queued, 0); break;
    case Stored::there_already: break;
    case Stored::other_content:
      ticket0::detail::refuse<InvalidArgument>(
          "key", "names an entry with another content already; nothing was stored. Use a key of its own");
    case Stored::no_such_ticket:
      ticket0::detail::refuse<InvalidArgument>("ticket_key",
                                               "names no entry for a new ticket; put the ticket first");
    case Stored::too_many:
      throw OutboxFull{"outbox " + path + ": it has " + std::to_string(room.max_entries) +
                       " entries that are not settled (Options.max_entries); nothing was stored"};
    case Stored::too_large:
      throw OutboxFull{"outbox " + path + ": its contents would have more than " +
                       std::to_string(room.max_bytes) + " bytes (Options.max_bytes); nothing was stored"};
  }
  return std::move(row->entry);
}

Row row_with(const Core& core, std::int64_t id) {
  auto row = core.read([&](const Database& database) { return detail::find_row(database, id); });
  if (!row) ticket0::detail::refuse<InvalidArgument>("id", std::to_string(id) + " names no entry");
  return *std::move(row);
}

/// For a person's decision on an entry. Throws unless nobody works on it and it is in one of the states.
class InHand {
 public:
  InHand(const Core& core, std::int64_t id, std::initializer_list<State> states)
      : claim_(core.claim(row_with(core, id))), row_(row_with(core, id)) {
    const std::string entry = std::to_string(id);
    if (!claim_) {
      const long holder = core.locks().holder(id);
      ticket0::detail::refuse<InvalidArgument>(
          "id", entry + " is being sent or looked for by " +
                    (holder != 0 ? "process " + std::to_string(holder) : "this process") +
                    "; wait until that is over");
    }
    for (const State each : states)
      if (row_.entry.state == each) return;
    ticket0::detail::refuse<InvalidArgument>(
        "id", entry + " is " + std::string{to_string(row_.entry.state)} + ": there is nothing to decide");
  }
  [[nodiscard]] const Row& row() const noexcept { return row_; }
  [[nodiscard]] detail::Attempt attempt() const noexcept {
    return {.entry = row_.entry.id, .number = row_.entry.attempts};
  }

 private:
  std::optional<detail::Locks::Claim> claim_;
  Row row_;
};

void settle_as_sent(const Core& core, const InHand& entry, const detail::Sent& sent) {
  core.write(Needs::nothing, [&](Database& database) {
    detail::become_sent(database, entry.attempt(), sent, core.moments().now(), core.options().keep_content);
  });
  core.changed(entry.row().entry.key, State::sent, entry.row().entry.attempts);
}

}  // namespace

Outbox::Outbox(Options options) : core_(std::make_unique<Core>(std::move(options))) {}
Outbox::Outbox(Outbox&&) noexcept = default;
Outbox& Outbox::operator=(Outbox&&) noexcept = default;
Outbox::~Outbox() = default;

Entry Outbox::put(std::string key, const TicketId& ticket, const NewReply& reply) const {
  return store(*core_, detail::draft_of(std::move(key), ticket, reply));
}
Entry Outbox::put(std::string key, const NewTicket& ticket) const {
  return store(*core_, detail::draft_of(std::move(key), ticket, core_->options().mark_subjects));
}
Entry Outbox::put_after(std::string key, std::string_view ticket_key, const NewReply& reply) const {
  return store(*core_, detail::draft_after(std::move(key), ticket_key, reply));
}

Report Outbox::run(const Client& client, const CancelToken& stop) const {
  return detail::Runner{*core_, client, stop}.run(detail::Runner::Until::stopped);
}
Report Outbox::drain(const Client& client, const CancelToken& stop) const {
  return detail::Runner{*core_, client, stop}.run(detail::Runner::Until::idle);
}

std::optional<Entry> Outbox::find(std::string_view key) const {
  auto row = core_->read([&](const Database& database) { return detail::find_row(database, key); });
  return row ? std::optional{std::move(row->entry)} : std::nullopt;
}
std::vector<Entry> Outbox::list(std::optional<State> state, std::size_t limit, std::int64_t after) const {
  return core_->read(
      [&](const Database& database) { return detail::list_entries(database, state, limit, after); });
}
Counts Outbox::counts() const {
  return core_->read([](const Database& database) { return detail::count_entries(database); });
}
Content Outbox::content(std::int64_t id) const {
  const Row row = row_with(*core_, id);
  const auto text = core_->read([&](const Database& database) { return detail::text_of(database, id); });
  if (!text) return {};
  auto read = detail::read_content(id, row.kind, *text, row.marker);
  if (!read.problem.empty())
    throw StorageError{"outbox " + core_->options().path + ": " + read.problem +
                       "; withdraw or settle that entry"};
  return std::move(read.content);
}

void Outbox::retry(std::int64_t id) const {
  const InHand entry{*core_, id, {State::unknown, State::rejected}};
  bool is_queued = false;
  core_->write(Needs::nothing, [&](Database& database) {
    is_queued = detail::send_again(database, id, entry.row().entry.state);
  });
  if (!is_queued)
    ticket0::detail::refuse<InvalidArgument>(
        "id", std::to_string(id) + " has no content any more (Options.keep_content): put it anew");
  core_->changed(entry.row().entry.key, State::queued, entry.row().entry.attempts);
}

void Outbox::settle_sent(std::int64_t id, const MessageId& message) const {
  ticket0::detail::check_id("MessageId", message.str());
  const InHand entry{*core_, id, {State::unknown, State::rejected}};
  if (entry.row().kind == detail::Kind::ticket)
    ticket0::detail::refuse<InvalidArgument>("id",
                                             std::to_string(id) + " is a new ticket: name its TicketId");
  settle_as_sent(*core_, entry, {.message = message, .by_person = true});
}

void Outbox::settle_sent(std::int64_t id, const TicketId& ticket) const {
  ticket0::detail::check_id("TicketId", ticket.str());
  const InHand entry{*core_, id, {State::unknown, State::rejected}};
  if (entry.row().kind != detail::Kind::ticket)
    ticket0::detail::refuse<InvalidArgument>("id", std::to_string(id) + " is a reply: name its MessageId");
  settle_as_sent(*core_, entry, {.ticket = ticket, .by_person = true});
}

void Outbox::settle_rejected(std::int64_t id) const {
  const InHand entry{*core_, id, {State::unknown, State::queued}};
  if (entry.row().entry.state == State::queued && !entry.row().doubt)
    ticket0::detail::refuse<InvalidArgument>(
        "id", std::to_string(id) + " is queued and was never sent: withdraw() it instead");
  core_->write(Needs::nothing, [&](Database& database) {
    detail::become_rejected(database, entry.attempt(), entry.row().entry.last_error, core_->moments().now(),
                            core_->options().keep_content);
  });
  core_->changed(entry.row().entry.key, State::rejected, entry.row().entry.attempts);
}

bool Outbox::withdraw(std::string_view key) const {
  bool is_removed = false;
  bool is_needed = false;
  bool is_in_doubt = false;
  core_->write(Needs::nothing, [&](Database& database) {
    const auto row = detail::find_row(database, key);
    is_needed = row && detail::has_dependents(database, row->entry.id);
    is_in_doubt = row && row->entry.state == State::queued && row->doubt;
    is_removed = row && !is_needed && !is_in_doubt && detail::remove_queued(database, row->entry.id);
  });
  if (is_in_doubt)
    ticket0::detail::refuse<InvalidArgument>(
        "key",
        "names an entry that may have been sent before a person had it sent again: its key must stay. Use "
        "settle_rejected()");
  if (is_needed)
    ticket0::detail::refuse<InvalidArgument>("key",
                                             "names a ticket that replies wait for; withdraw those first");
  if (is_removed) core_->empty_log();
  return is_removed;
}

void Outbox::backup(const std::string& path) const { core_->copy_to(path); }

void Outbox::adopt() const {
  core_->write(Needs::nothing, [&](Database& database) {
    if (detail::is_original(database)) return;
    detail::doubt_all_queued(
        database, "The file was copied or restored: what was queued in it may have been sent since",
        core_->moments().now(), core_->moments().boot());
    detail::make_original(database);
  });
}

}  // namespace ticket0::inline v1::outbox

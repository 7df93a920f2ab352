#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "exit_code.hpp"
#include "outbox_verbs.hpp"
#include "show.hpp"

namespace tool {
namespace {

void put_entry(CLI::App& group, Session& session) {
  struct Wanted {
    std::string file{}, key{}, ticket{}, after{}, body_file{}, inbox{};
    ticket0::NewReply reply{};
    ticket0::NewTicket opened{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(
      group, "put", "Stores a reply or a new ticket to be sent once; the same key again stores nothing",
      {"ticket0 outbox put order-4711-shipped --ticket tkt_0250 --from support@example.com "
       "--body-file reply.txt --outbox-file shop.db",
       "echo 'It broke.' | ticket0 outbox put crash-1 --customer-email ada@example.com --subject Crash "
       "--body-file - --outbox-file shop.db"});
  verb.add_option("KEY", wanted->key, "your name for the entry, for ever; no API key and no customer's name")
      ->required();
  auto* const ticket = verb.add_option("--ticket", wanted->ticket, "the ticket that a reply goes to");
  auto* const after = verb.add_option("--after", wanted->after,
                                      "the key of the new ticket that a reply goes to; not with --ticket");
  auto* const email = verb.add_option("--customer-email", wanted->opened.customer_email,
                                      "opens a ticket for this customer; not with --ticket or --after");
  ticket->type_name("ID");
  after->type_name("KEY")->excludes(ticket);
  email->type_name("ADDRESS")->excludes(ticket)->excludes(after);
  verb.add_option("--from", wanted->reply.from_address, "of a reply: an address of the workspace")
      ->type_name("ADDRESS")
      ->excludes(email);
  verb.add_option("--subject", wanted->opened.subject, "of a new ticket: its subject")
      ->type_name("TEXT")
      ->needs(email);
  verb.add_option("--inbox", wanted->inbox, "of a new ticket: the inbox, which older workspaces require")
      ->type_name("ID")
      ->needs(email);
  verb.add_option("--body-file", wanted->body_file, "file with the text, or - for standard input")
      ->type_name("FILE")
      ->required();
  take_outbox_file(verb, wanted->file);
  session.take_format(verb);
  verb.callback([wanted, &session] {
    if (wanted->key.starts_with("t0_"))
      throw UsageError{"KEY: this looks like an API key; name the entry, e.g. order-4711-shipped"};
    const bool is_ticket = !wanted->opened.customer_email.empty();
    if (!is_ticket && wanted->ticket.empty() && wanted->after.empty())
      throw UsageError{"name --ticket or --after for a reply, or --customer-email for a new ticket"};
    auto text = read_text("--body-file", wanted->body_file);
    const auto box = open_outbox(wanted->file, true);
    (is_ticket ? wanted->opened.body : wanted->reply.body_text) = std::move(text);
    wanted->opened.inbox_id = unless_empty<ticket0::InboxId>(wanted->inbox);
    ticket0::outbox::Entry entry;
    session.change([&] {
      if (is_ticket) {
        entry = box.put(wanted->key, wanted->opened);
      } else if (!wanted->after.empty()) {
        entry = box.put_after(wanted->key, wanted->after, wanted->reply);
      } else {
        entry = box.put(wanted->key, ticket0::TicketId{wanted->ticket}, wanted->reply);
      }
    });
    show_entry(session, entry);
  });
}

void retry_entry(CLI::App& group, Session& session) {
  const auto wanted = std::make_shared<OfEntry>();
  auto& verb = add_verb(group, "retry",
                        "Queues an unknown or rejected entry again; look at its ticket first, or the "
                        "customer may get it twice",
                        {"ticket0 outbox retry 1 --outbox-file shop.db"});
  wanted->take(verb, session);
  verb.callback([wanted, &session] {
    const auto box = open_outbox(wanted->file);
    session.change([&] { box.retry(wanted->id); });
    show_entry(session, entry_of(box, wanted->id));
  });
}

void settle_entry(CLI::App& group, Session& session) {
  struct Wanted : OfEntry {
    std::string message{}, ticket{};
    bool rejected{false};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(group, "settle", "Says what became of an unknown entry, after a look at its ticket",
                        {"ticket0 outbox settle 2 --message msg_0123 --outbox-file shop.db",
                         "ticket0 outbox settle 3 --ticket tkt_0250 --outbox-file shop.db",
                         "ticket0 outbox settle 4 --rejected --outbox-file shop.db"});
  auto* const message =
      verb.add_option("--message", wanted->message, "the reply was sent, and is this message");
  message->type_name("ID");
  auto* const ticket = verb.add_option("--ticket", wanted->ticket,
                                       "the new ticket was opened, and is this one; not with --message");
  ticket->type_name("ID")->excludes(message);
  verb.add_flag("--rejected", wanted->rejected,
                "it is not there, and must not be sent; not with --message or --ticket")
      ->excludes(message)
      ->excludes(ticket);
  wanted->take(verb, session);
  verb.callback([wanted, &session] {
    if (wanted->message.empty() && wanted->ticket.empty() && !wanted->rejected)
      throw UsageError{"name --message or --ticket if it is there, or --rejected if it must not be sent"};
    const auto box = open_outbox(wanted->file);
    session.change([&] {
      if (wanted->rejected) {
        box.settle_rejected(wanted->id);
      } else if (!wanted->ticket.empty()) {
        box.settle_sent(wanted->id, ticket0::TicketId{wanted->ticket});
      } else {
        box.settle_sent(wanted->id, ticket0::MessageId{wanted->message});
      }
    });
    show_entry(session, entry_of(box, wanted->id));
  });
}

void withdraw_entry(CLI::App& group, Session& session) {
  struct Wanted {
    std::string file{}, key{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(group, "withdraw", "Removes a queued entry and its key",
                        {"ticket0 outbox withdraw order-4711-shipped --outbox-file shop.db"});
  verb.add_option("KEY", wanted->key, "the entry's key")->required();
  take_outbox_file(verb, wanted->file);
  verb.callback([wanted, &session] {
    const auto box = open_outbox(wanted->file);
    session.change([&] {
      if (!box.withdraw(wanted->key))
        throw UsageError{
            "no queued entry has this key, and nothing was removed; `ticket0 outbox list` shows all"};
    });
  });
}

void send_entries(CLI::App& group, Session& session) {
  const auto file = std::make_shared<std::string>();
  auto& verb = add_verb(group, "send",
                        "Sends what is due, for cron; exit code 8 if somebody has to look, 5 if an entry was "
                        "rejected, 1 if sending pauses",
                        {"ticket0 outbox send --outbox-file shop.db"});
  take_outbox_file(verb, *file);
  session.take_connection(verb);
  verb.callback([file, &session] {
    const ticket0::Client client{session.client_options()};
    const auto box = open_outbox(*file);
    ticket0::outbox::Report done;
    std::size_t under_way = 0;
    session.change([&] {
      done = box.drain(client, session.stop());
      under_way = session.stop().cancelled() ? done.all.sending.entries : 0;
      return done.sent + done.rejected + done.unknown + under_way > 0;
    });
    const bool was_stopped = session.stop().cancelled();
    const auto unknown = done.all.unknown.entries;
    if (!done.paused.empty()) session.end_with(ExitCode::other);
    if (was_stopped) session.end_with(ExitCode::interrupted);
    if (done.rejected > 0) session.end_with(ExitCode::rejected);
    if (unknown > 0 || under_way > 0) session.end_with(ExitCode::unknown);
    if (!done.paused.empty()) std::cerr << "ticket0: sending pauses: " + harmless(done.paused);
    if (under_way > 0)
      std::cerr << "ticket0: stopped; " + std::to_string(under_way) +
                       " may have been sent, by this command or another, and is `sending`: the next "
                       "`ticket0 outbox send` looks for it, and does not send it twice\n";
    if (unknown > 0)
      std::cerr << "ticket0: " + std::to_string(unknown) +
                       " may have been sent: `ticket0 outbox list --state unknown` names them; look at their "
                       "tickets, then retry or settle each\n";
    print(std::to_string(done.sent) + " sent, " + std::to_string(done.rejected) + " rejected, " +
          std::to_string(done.all.queued.entries) + " queued\n");
  });
}

void adopt_file(CLI::App& group, Session& session) {
  const auto file = std::make_shared<std::string>();
  auto& verb =
      add_verb(group, "adopt",
               "Makes a copied or restored file an outbox again; see to it that no other copy is in use",
               {"ticket0 outbox adopt --outbox-file shop.db"});
  take_outbox_file(verb, *file);
  verb.callback([file, &session] {
    const auto box = open_outbox(*file);
    session.change([&] { box.adopt(); });
  });
}

}  // namespace

ticket0::outbox::Outbox open_outbox(const std::string& option, bool may_create) {
  const auto path = outbox_file(option);
  if (path.empty()) throw UsageError{"name the outbox with --outbox-file or TICKET0_OUTBOX_FILE"};
  if (!may_create && ::access(path.c_str(), F_OK) != 0)
    throw UsageError{std::string{source_of(option, "--outbox-file", "TICKET0_OUTBOX_FILE")} +
                     ": there is no " + path + "; the first program that uses it creates it"};
  return ticket0::outbox::Outbox{{.path = path}};
}

ticket0::outbox::Entry entry_of(const ticket0::outbox::Outbox& outbox, std::int64_t id) {
  auto found = outbox.list({}, 1, id - 1);
  if (found.empty() || found.front().id != id)
    throw UsageError{"there is no entry " + std::to_string(id) + "; `ticket0 outbox list` shows the ids"};
  return std::move(found.front());
}

std::vector<std::pair<std::string, ticket0::outbox::Count>> by_state(const ticket0::outbox::Counts& counts) {
  return {{"queued", counts.queued},
          {"sending", counts.sending},
          {"sent", counts.sent},
          {"rejected", counts.rejected},
          {"unknown", counts.unknown}};
}

void take_outbox_file(CLI::App& verb, std::string& file) {
  verb.add_option("--outbox-file", file, "the outbox; default: TICKET0_OUTBOX_FILE")->type_name("FILE");
}

std::string outbox_file(const std::string& option) {
  const char* const variable = std::getenv("TICKET0_OUTBOX_FILE");
  return !option.empty() || variable == nullptr ? option : std::string{variable};
}

Backlog backlog_of(const std::string& option) {
  const auto counts = open_outbox(option).counts();
  std::string text;
  for (const auto& [state, count] : by_state(counts)) {
    if (count.entries == 0 || state == "sent") continue;
    text += (text.empty() ? "" : "; ") + std::to_string(count.entries) + ' ' + state + ", the oldest put " +
            shown(count.oldest);
  }
  return {.text = text.empty() ? "nothing waits in it" : text, .needs_a_person = counts.unknown.entries > 0};
}

void add_outbox(CLI::App& program, Session& session) {
  auto& group = add_group(program, "outbox", "Look into an outbox, and decide what it cannot");
  put_entry(group, session);
  add_outbox_views(group, session);
  retry_entry(group, session);
  settle_entry(group, session);
  withdraw_entry(group, session);
  send_entries(group, session);
  adopt_file(group, session);
}

}  // namespace tool

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "show.hpp"

namespace tool {
namespace {

Fields ticket_fields(const ticket0::Ticket& ticket) {
  Fields fields{{"id", ticket.id.str()},
                {"subject", ticket.subject},
                {"status", shown(ticket.status)},
                {"assignee", shown(ticket.assignee_id)},
                {"customer", shown(ticket.customer_id)},
                {"inbox", shown(ticket.inbox_id)},
                {"tags", shown(ticket.tags)},
                {"created", shown(ticket.created_at)},
                {"updated", shown(ticket.updated_at)}};
  add_extra(fields, ticket.extra);
  return fields;
}

void list_tickets(CLI::App& tickets, Session& session) {
  struct Wanted {
    std::string status{}, assignee{}, inbox{}, tag{};
    Amount amount{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(tickets, "list", "The newest tickets, filtered",
                        {"ticket0 tickets list", "ticket0 tickets list --status open --limit 5",
                         "ticket0 tickets list --tag shipping --all --jsonl >tickets.jsonl"});
  verb.add_option("--status", wanted->status,
                  "only processing, open, pending, snoozed, resolved or closed ones")
      ->type_name("STATUS");
  verb.add_option("--assignee", wanted->assignee, "only those of this operator")->type_name("ID");
  verb.add_option("--inbox", wanted->inbox, "only those of this inbox")->type_name("ID");
  verb.add_option("--tag", wanted->tag, "only those with this tag")->type_name("TAG");
  wanted->amount.take(verb);
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    const ticket0::TicketQuery query{
        .status = unless_empty<ticket0::Open<ticket0::TicketStatus>>(wanted->status),
        .assignee_id = unless_empty<ticket0::UserId>(wanted->assignee),
        .inbox_id = unless_empty<ticket0::InboxId>(wanted->inbox),
        .tag = unless_empty<std::string>(wanted->tag),
        .limit = wanted->amount.page()};
    show_list(session, session.client().tickets().list(query), wanted->amount,
              {"ID", "STATUS", "UPDATED", "SUBJECT"}, [](const ticket0::Ticket& each) {
                return std::vector{each.id.str(), shown(each.status), shown(each.updated_at), each.subject};
              });
  });
}

void get_ticket(CLI::App& tickets, Session& session) {
  const auto id = std::make_shared<std::string>();
  auto& verb = add_verb(tickets, "get", "One ticket, with every field",
                        {"ticket0 tickets get tkt_0250", "ticket0 tickets get tkt_0250 --json"});
  verb.add_option("ID", *id, "the ticket")->required();
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([id, &session] {
    show_one(session, session.client().tickets().get(ticket0::TicketId{*id}), ticket_fields);
  });
}

void create_ticket(CLI::App& tickets, Session& session) {
  struct Wanted {
    ticket0::NewTicket ticket{};
    std::string body_file{}, inbox{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(
      tickets, "create", "Opens a ticket for a customer, who is created if unknown",
      {"ticket0 tickets create --customer-email ada@example.com --subject 'No invoice' --body-file "
       "message.txt",
       "echo 'Where is it?' | ticket0 tickets create --customer-email ada@example.com --subject Parcel "
       "--body-file - --dry-run"});
  verb.add_option("--customer-email", wanted->ticket.customer_email, "the customer's address")
      ->type_name("ADDRESS")
      ->required();
  verb.add_option("--subject", wanted->ticket.subject, "the subject")->type_name("TEXT")->required();
  verb.add_option("--body-file", wanted->body_file, "file with the first message, or - for standard input")
      ->type_name("FILE")
      ->required();
  verb.add_option("--inbox", wanted->inbox, "the inbox, which older workspaces require")->type_name("ID");
  session.take_dry_run(verb);
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    wanted->ticket.body = read_text("--body-file", wanted->body_file);
    wanted->ticket.inbox_id = unless_empty<ticket0::InboxId>(wanted->inbox);
    if (const auto made = session.write(
            [&](const ticket0::Client& client) { return client.tickets().create(wanted->ticket); }))
      show_one(session, *made, ticket_fields);
  });
}

void update_ticket(CLI::App& tickets, Session& session) {
  struct Wanted {
    std::string id{}, status{}, assignee{};
    std::vector<std::string> tags{};
    bool unassign{false}, no_tags{false};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(tickets, "update", "Changes a ticket; what is not named stays as it is",
                        {"ticket0 tickets update tkt_0250 --status resolved",
                         "ticket0 tickets update tkt_0250 --tag refund --tag urgent --dry-run"});
  verb.add_option("ID", wanted->id, "the ticket")->required();
  verb.add_option("--status", wanted->status, "the new status; closed is final")->type_name("STATUS");
  auto* const assignee = verb.add_option("--assignee", wanted->assignee, "the new operator")->type_name("ID");
  verb.add_flag("--unassign", wanted->unassign, "no operator; not with --assignee")->excludes(assignee);
  auto* const tags = verb.add_option("--tag", wanted->tags, "replaces all tags; may be repeated")
                         ->type_name("TAG")
                         ->allow_extra_args(false);
  verb.add_flag("--no-tags", wanted->no_tags, "removes all tags; not with --tag")->excludes(tags);
  session.take_dry_run(verb);
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    ticket0::TicketPatch patch;
    if (!wanted->status.empty()) patch.status = ticket0::Open<ticket0::TicketStatus>{wanted->status};
    if (!wanted->assignee.empty()) patch.assignee_id = ticket0::UserId{wanted->assignee};
    if (wanted->unassign) patch.assignee_id = ticket0::null;
    if (!wanted->tags.empty() || wanted->no_tags) patch.tags = wanted->tags;
    if (patch.status.is_unset() && patch.assignee_id.is_unset() && patch.tags.is_unset())
      throw UsageError{"nothing to change: name --status, --assignee, --unassign, --tag or --no-tags"};
    if (const auto made = session.write([&](const ticket0::Client& client) {
          return client.tickets().update(ticket0::TicketId{wanted->id}, patch);
        }))
      show_one(session, *made, ticket_fields);
  });
}

}  // namespace

void add_tickets(CLI::App& program, Session& session) {
  auto& tickets = add_group(program, "tickets", "List, read, open and change tickets");
  list_tickets(tickets, session);
  get_ticket(tickets, session);
  create_ticket(tickets, session);
  update_ticket(tickets, session);
}

}  // namespace tool

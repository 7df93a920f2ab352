#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "show.hpp"

namespace tool {
namespace {

/// Without the mails it quotes, if the service says.
std::string text_of(const ticket0::Message& message) {
  return shown(message.body_text_cleaned ? message.body_text_cleaned : message.body_text);
}

std::string author_of(const ticket0::Message& message) {
  const auto name = shown(message.author_name ? message.author_name : message.from_name);
  return name.empty() ? shown(message.from_address) : name;
}

Fields message_fields(const ticket0::Message& message) {
  return {{"id", message.id.str()},
          {"ticket", shown(message.ticket_id)},
          {"direction", shown(message.direction) + (message.is_note ? ", an internal note" : "")},
          {"author", author_of(message)},
          {"from", shown(message.from_address)},
          {"to", shown(message.to_addresses)},
          {"created", shown(message.created_at)},
          {"text", text_of(message) + '\n'}};
}

void list_messages(CLI::App& messages, Session& session) {
  struct Wanted {
    std::string ticket{};
    bool full{false};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(messages, "list", "The messages of a ticket, oldest first",
                        {"ticket0 messages list tkt_0250", "ticket0 messages list tkt_0250 --full"});
  verb.add_option("TICKET", wanted->ticket, "the ticket")->required();
  verb.add_flag("--full", wanted->full, "their whole texts, without the mails they quote");
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    auto range = session.client().messages().list(ticket0::TicketId{wanted->ticket});
    if (wanted->full && session.format() == Format::table) {
      std::string gap;
      for (const auto& each : range) {
        print(gap);
        print_fields(message_fields(each));
        gap = "\n";
      }
      return;
    }
    show_list(session, std::move(range), {.all = true}, {"ID", "CREATED", "DIRECTION", "AUTHOR", "TEXT"},
              [](const ticket0::Message& each) {
                return std::vector{each.id.str(), shown(each.created_at),
                                   each.is_note ? std::string{"note"} : shown(each.direction),
                                   author_of(each), text_of(each)};
              });
  });
}

void reply_to_ticket(CLI::App& messages, Session& session) {
  struct Wanted {
    std::string ticket{}, body_file{};
    ticket0::NewReply reply{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb =
      add_verb(messages, "reply",
               "Mails the customer of a ticket; a reply in doubt is looked for, never just sent again",
               {"ticket0 messages reply tkt_0250 --from support@example.com --body-file reply.txt",
                "echo 'It ships today.' | ticket0 messages reply tkt_0250 --from support@example.com "
                "--body-file - --dry-run"});
  verb.add_option("TICKET", wanted->ticket, "the ticket")->required();
  verb.add_option("--from", wanted->reply.from_address, "an address of the workspace")
      ->type_name("ADDRESS")
      ->required();
  verb.add_option("--body-file", wanted->body_file, "file with the text, or - for standard input")
      ->type_name("FILE")
      ->required();
  session.take_dry_run(verb);
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    wanted->reply.body_text = read_text("--body-file", wanted->body_file);
    if (const auto sent = session.write([&](const ticket0::Client& client) {
          return client.messages().reply(ticket0::TicketId{wanted->ticket}, wanted->reply);
        }))
      show_one(session, *sent, message_fields);
  });
}

}  // namespace

void add_messages(CLI::App& program, Session& session) {
  auto& messages = add_group(program, "messages", "Read a ticket's messages and reply to them");
  list_messages(messages, session);
  reply_to_ticket(messages, session);
}

}  // namespace tool

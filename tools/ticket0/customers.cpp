#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "show.hpp"

namespace tool {
namespace {

Fields customer_fields(const ticket0::Customer& customer) {
  Fields fields{{"id", customer.id.str()},
                {"name", shown(customer.name)},
                {"email", shown(customer.email)},
                {"external id", shown(customer.external_id)},
                {"tickets", shown(customer.ticket_count)},
                {"created", shown(customer.created_at)}};
  for (const auto& [name, value] : customer.metadata) fields.emplace_back("metadata " + name, value);
  add_extra(fields, customer.extra);
  return fields;
}

/// "plan=gold" as a name and a value.
std::pair<std::string, std::string> assignment(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string::npos)
    throw UsageError{"--metadata takes NAME=VALUE, e.g. --metadata plan=gold"};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void list_customers(CLI::App& customers, Session& session) {
  struct Wanted {
    std::string email{}, external_id{};
    Amount amount{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(customers, "list", "The newest customers, filtered",
                        {"ticket0 customers list", "ticket0 customers list --email ada@example.com --json"});
  verb.add_option("--email", wanted->email, "only the one with this address")->type_name("ADDRESS");
  verb.add_option("--external-id", wanted->external_id, "only the one with this id of yours")
      ->type_name("ID");
  wanted->amount.take(verb);
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    const ticket0::CustomerQuery query{.email = unless_empty<std::string>(wanted->email),
                                       .external_id = unless_empty<std::string>(wanted->external_id),
                                       .limit = wanted->amount.page()};
    show_list(
        session, session.client().customers().list(query), wanted->amount, {"ID", "TICKETS", "EMAIL", "NAME"},
        [](const ticket0::Customer& each) {
          return std::vector{each.id.str(), shown(each.ticket_count), shown(each.email), shown(each.name)};
        });
  });
}

void get_customer(CLI::App& customers, Session& session) {
  const auto id = std::make_shared<std::string>();
  auto& verb =
      add_verb(customers, "get", "One customer, with every field", {"ticket0 customers get cus_0001"});
  verb.add_option("ID", *id, "the service's id; for your own: customers list --external-id")->required();
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([id, &session] {
    show_one(session, session.client().customers().get(ticket0::CustomerId{*id}), customer_fields);
  });
}

void create_customer(CLI::App& customers, Session& session) {
  struct Wanted {
    ticket0::NewCustomer customer{};
    std::string name{}, external_id{};
    std::vector<std::string> metadata{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb =
      add_verb(customers, "create", "Adds a customer, or shows the one with the external id",
               {"ticket0 customers create --email ada@example.com --name 'Ada Lovelace' --metadata plan=gold",
                "ticket0 customers create --email ada@example.com --external-id 4711 --dry-run"});
  verb.add_option("--email", wanted->customer.email, "the customer's address")
      ->type_name("ADDRESS")
      ->required();
  verb.add_option("--name", wanted->name, "the customer's name")->type_name("TEXT");
  verb.add_option("--external-id", wanted->external_id,
                  "your own id; if the service knows it, nothing is changed")
      ->type_name("ID");
  verb.add_option("--metadata", wanted->metadata, "data of yours; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  session.take_dry_run(verb);
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    wanted->customer.name = unless_empty<std::string>(wanted->name);
    wanted->customer.external_id = unless_empty<std::string>(wanted->external_id);
    for (const auto& each : wanted->metadata) wanted->customer.metadata.insert(assignment(each));
    if (const auto made = session.write(
            [&](const ticket0::Client& client) { return client.customers().create(wanted->customer); }))
      show_one(session, *made, customer_fields);
  });
}

void update_customer(CLI::App& customers, Session& session) {
  struct Wanted {
    std::string id{}, name{};
    std::vector<std::string> metadata{}, removed{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb =
      add_verb(customers, "update", "Changes a customer; what is not named stays as it is",
               {"ticket0 customers update cus_0001 --name 'Ada King'",
                "ticket0 customers update cus_0001 --metadata plan=gold --remove-metadata trial --dry-run"});
  verb.add_option("ID", wanted->id, "the service's id")->required();
  verb.add_option("--name", wanted->name, "the new name")->type_name("TEXT");
  verb.add_option("--metadata", wanted->metadata, "data to add or change; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  verb.add_option("--remove-metadata", wanted->removed, "data to remove; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  session.take_dry_run(verb);
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    ticket0::CustomerPatch patch;
    if (!wanted->name.empty()) patch.name = wanted->name;
    for (const auto& each : wanted->metadata) {
      const auto [name, value] = assignment(each);
      patch.metadata[name] = value;
    }
    for (const auto& name : wanted->removed) patch.metadata[name] = ticket0::null;
    if (patch.name.is_unset() && patch.metadata.empty())
      throw UsageError{"nothing to change: name --name, --metadata or --remove-metadata"};
    if (const auto made = session.write([&](const ticket0::Client& client) {
          return client.customers().update(ticket0::CustomerId{wanted->id}, patch);
        }))
      show_one(session, *made, customer_fields);
  });
}

}  // namespace

void add_customers(CLI::App& program, Session& session) {
  auto& customers = add_group(program, "customers", "List, read, add and change customers");
  list_customers(customers, session);
  get_customer(customers, session);
  create_customer(customers, session);
  update_customer(customers, session);
}

}  // namespace tool

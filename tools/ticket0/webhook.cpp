#include "ticket0/webhook.hpp"

#include <memory>
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "key.hpp"

namespace tool {
namespace {

struct Delivery {
  std::string file{}, secret_file{}, signature{};
};

void take_body(CLI::App& verb, Delivery& delivery) {
  verb.add_option("FILE", delivery.file, "the body exactly as received, or - for standard input")->required();
  verb.add_option("--secret-file", delivery.secret_file, "file of mode 600 with the endpoint's secret")
      ->type_name("FILE")
      ->required();
}

void sign_body(CLI::App& webhook) {
  const auto delivery = std::make_shared<Delivery>();
  auto& verb = add_verb(webhook, "sign", "The signature of a body, to test your own receiver",
                        {"ticket0 webhook sign event.json --secret-file secret"});
  take_body(verb, *delivery);
  verb.callback([delivery] {
    const auto secret = read_secret("--secret-file", delivery->secret_file);
    print(ticket0::webhook::sign(read_text("FILE", delivery->file), secret) + '\n');
  });
}

void verify_body(CLI::App& webhook) {
  const auto delivery = std::make_shared<Delivery>();
  auto& verb = add_verb(webhook, "verify", "Whether a body has this signature; exit code 5 if not",
                        {"ticket0 webhook verify event.json --secret-file secret --signature \"$(ticket0 "
                         "webhook sign event.json "
                         "--secret-file secret)\""});
  take_body(verb, *delivery);
  verb.add_option("--signature", delivery->signature, "the value of the header Ticket0-Signature")
      ->type_name("sha256=HEX")
      ->required();
  verb.callback([delivery] {
    const auto secret = read_secret("--secret-file", delivery->secret_file);
    // The age is of no interest here: the body may be an old one from a log.
    const ticket0::webhook::Checks checks{.max_age = std::chrono::hours{24 * 366},
                                          .max_ahead = std::chrono::hours{24 * 366}};
    const auto event =
        ticket0::webhook::parse(read_text("FILE", delivery->file), delivery->signature, secret, checks);
    print(event.id.empty() ? "the signature is valid; the body is no event\n"
                           : harmless("the signature of " + std::string{event.type.text()} + ' ' + event.id +
                                      " is valid"));
  });
}

}  // namespace

void add_webhook(CLI::App& program, Session&) {
  auto& webhook = add_group(program, "webhook", "Sign and verify a webhook's body");
  sign_body(webhook);
  verify_body(webhook);
}

}  // namespace tool

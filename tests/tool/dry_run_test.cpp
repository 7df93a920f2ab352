// A dry run sends nothing, and what it prints does what the command would have done.
#include "tool.hpp"

namespace {

struct Write {
  std::string name;
  std::string command;
};
void PrintTo(const Write& write, std::ostream* out) { *out << write.name; }

struct DryRun : Tool, testing::WithParamInterface<Write> {};

/// What the sandbox holds, but for times and ids.
std::string state_of(sandbox::Server& server) {
  std::string text;
  for (const auto& id : server.store().ticket_ids()) {
    const auto ticket = server.store().ticket(id);
    text += ticket.subject + '|' + ticket.status + '|' + ticket.assignee_id.value_or("-") + '|' +
            ticket.customer_id;
    for (const auto& tag : ticket.tags) text += ' ' + tag;
    for (const auto& message : server.store().messages(id))
      text += '|' + message.from_address.value_or("-") + message.body_text;
    text += '\n';
  }
  for (const auto& customer : server.store().customers({}, {.limit = 1'000}).items) {
    text += customer.id + customer.email.value_or("-") + customer.name.value_or("-") +
            customer.external_id.value_or("-");
    for (const auto& [name, value] : customer.metadata) text += ' ' + name + '=' + value;
    text += '\n';
  }
  return text;
}

TEST_P(DryRun, SendsNothingAndCurlDoesTheSameWithWhatItPrints) {
  write("text", "It's \"done\"; $HOME `date` \\ ü\n");
  const auto before = state_of(server);
  const auto printed = out("ticket0 " + GetParam().command + " --dry-run");
  EXPECT_EQ(server.requests(), 0U);
  EXPECT_EQ(state_of(server), before);

  EXPECT_EQ(printed.find("t0_"), printed.find("t0_…"));
  write("curl", printed);
  out("sed -i \"s/t0_…/$TICKET0_API_KEY/\" curl && mv curl key-curl && sh key-curl --fail -s");
  const auto by_curl = state_of(server);
  EXPECT_NE(by_curl, before);
  const auto sent_by_curl = server.log().back();

  Shell other;
  other.write("text", "It's \"done\"; $HOME `date` \\ ü\n");
  other.out("ticket0 " + GetParam().command);
  EXPECT_EQ(state_of(other.server), by_curl);
  const auto sent = other.server.log().back();
  EXPECT_EQ(sent.method + sent.target + sent.body,
            sent_by_curl.method + sent_by_curl.target + sent_by_curl.body);
  // User-Agent is not among them: it names the library that sends.
  for (const auto* name : {"Authorization", "Accept", "Content-Type"})
    EXPECT_EQ(sent.header(name), sent_by_curl.header(name)) << name;
}

INSTANTIATE_TEST_SUITE_P(
    Of, DryRun,
    testing::Values(
        Write{"TicketsCreate",
              "tickets create --customer-email ada@example.com --subject \"It's\" --body-file text"},
        Write{"TicketsUpdate", "tickets update tkt_0250 --status resolved --unassign --tag a:b"},
        Write{"MessagesReply", "messages reply tkt_0250 --from support@example.com --body-file text"},
        Write{"CustomersCreate",
              "customers create --email ada@example.com --external-id 4711 --metadata a=b"},
        Write{"CustomersUpdate", "customers update cus_0001 --name Ada --remove-metadata plan"},
        Write{"RawPatch", "raw PATCH /tickets/tkt_0250 --body-file <(echo '{\"status\":\"pending\"}')"}),
    [](const auto& each) { return each.param.name; });

TEST_F(Tool, ADryRunsCurlReadsNoFileThatTheBodyNames) {
  write("text", "@/etc/passwd");
  write("curl", out("ticket0 raw PATCH /tickets/tkt_0250 --body-file text --dry-run"));
  out("sh curl -s");
  ASSERT_EQ(server.log().size(), 1U);
  EXPECT_EQ(server.log().back().body, "@/etc/passwd");
}

TEST_F(Tool, ADryRunNeedsNoKey) {
  EXPECT_THAT(out("unset TICKET0_API_KEY; ticket0 tickets update tkt_0250 --status open --dry-run"),
              testing::HasSubstr("Bearer t0_…"));
}

}  // namespace

// What put() and the others refuse: an error that names the member, and nothing is stored.
#include "outbox/support.hpp"

namespace {

using namespace outbox_test;
using testing::HasSubstr;

class BadInput : public testing::Test {
 protected:
  template <class E = InvalidArgument, class Call>
  std::string refused(const Call& call) {
    const auto result = attempt([&] {
      call();
      return 0;
    });
    const auto error = result.template error_as<E>();
    EXPECT_TRUE(error);
    return error ? error->what() : "";
  }
  Directory directory_;
  const Outbox box_{{.path = directory_.file()}};
  const TicketId ticket_{"tkt_1"};
  const std::vector<std::string> ids_that_are_none_{"", ".", "..", "tkt_\xe9", std::string(70'000, 't')};
};

TEST_F(BadInput, NamesTheMemberAndStoresNothing) {
  const auto key = [&](std::string text) {
    return refused([&] { (void)box_.put(std::move(text), ticket_, reply()); });
  };
  EXPECT_THAT(key(""), HasSubstr("key is empty"));
  EXPECT_THAT(key(std::string(10'240, 'k')), HasSubstr("key has 10240 bytes"));
  EXPECT_THAT(key("caf\xe9"), HasSubstr("key is not valid UTF-8"));
  EXPECT_THAT(key(std::string("a\0b", 3)), HasSubstr("key has a NUL"));
  for (const std::string& id : ids_that_are_none_)
    EXPECT_THAT(refused([&] { (void)box_.put("k", TicketId{id}, reply()); }), HasSubstr("TicketId"));
  EXPECT_THAT(refused([&] { (void)box_.put("k", ticket_, {.from_address = "a@b.c"}); }),
              HasSubstr("body_text"));
  EXPECT_THAT(refused([&] { (void)box_.put("k", ticket_, reply("caf\xe9")); }), HasSubstr("body_text"));
  EXPECT_THAT(refused([&] { (void)box_.put("k", NewTicket{.subject = "s", .body = "b"}); }),
              HasSubstr("customer_email"));
  EXPECT_THAT(refused([&] { (void)box_.put("k", ticket_, reply(std::string(2 << 20, 'x'))); }),
              HasSubstr("NewReply"));
  EXPECT_THAT(refused([&] { (void)box_.put_after("k", "nobody", reply()); }), HasSubstr("ticket_key"));
  EXPECT_TRUE(box_.list().empty());
  EXPECT_EQ(box_.counts().bytes, 0U);
}

TEST_F(BadInput, AnIdThatIsNotThereIsNamed) {
  EXPECT_THAT(refused([&] { box_.retry(4711); }), HasSubstr("4711"));
  EXPECT_THAT(refused([&] { box_.settle_sent(4711, MessageId{"msg_1"}); }), HasSubstr("4711"));
  EXPECT_THAT(refused([&] { box_.settle_rejected(4711); }), HasSubstr("4711"));
  EXPECT_THAT(refused([&] { (void)box_.content(4711); }), HasSubstr("4711"));
  for (const std::string& id : ids_that_are_none_) {
    EXPECT_THAT(refused([&] { box_.settle_sent(4711, MessageId{id}); }), HasSubstr("MessageId"));
    EXPECT_THAT(refused([&] { box_.settle_sent(4711, TicketId{id}); }), HasSubstr("TicketId"));
  }
  EXPECT_FALSE(box_.withdraw("nobody"));
  EXPECT_FALSE(box_.find("nobody"));
}

TEST_F(BadInput, AReplyIsNoTicketToWaitFor) {
  (void)box_.put("reply", ticket_, reply());
  EXPECT_THAT(refused([&] { (void)box_.put_after("k", "reply", reply()); }), HasSubstr("ticket_key"));
  (void)box_.put("ticket", new_ticket());
  (void)box_.put_after("after", "ticket", reply());
  EXPECT_THAT(refused([&] { (void)box_.withdraw("ticket"); }), HasSubstr("wait for"));
  EXPECT_THAT(refused([&] { box_.retry(box_.find("reply")->id); }), HasSubstr("queued"));
  EXPECT_TRUE(box_.withdraw("after"));
  EXPECT_TRUE(box_.withdraw("ticket"));
}

TEST_F(BadInput, OptionsAreCheckedBeforeAFileIsMade) {
  const auto option = [&](outbox::Options options) {
    if (options.path == "here") options.path = directory_.file("other.db");
    return refused<ConfigError>([&] { const Outbox box{std::move(options)}; });
  };
  EXPECT_THAT(option({}), HasSubstr("path"));
  EXPECT_THAT(option({.path = "here", .max_entries = 0}), HasSubstr("max_entries"));
  EXPECT_THAT(option({.path = "here", .max_bytes = 1}), HasSubstr("max_bytes"));
  EXPECT_THAT(option({.path = "here", .keep_content = -1h}), HasSubstr("keep_content"));
  EXPECT_THAT(option({.path = "here", .retry = {.first = 0ms}}), HasSubstr("retry.first"));
  EXPECT_THAT(option({.path = "here", .retry = {.first = 2s, .most = 1s}}), HasSubstr("retry.most"));
  EXPECT_FALSE(std::filesystem::exists(directory_.file("other.db")));
}

TEST(AFullOutbox, TakesNothingAndSaysWhichLimit) {
  const Directory directory;
  const Outbox few{{.path = directory.file("few.db"), .max_entries = 2}};
  (void)few.put("a", TicketId{"t"}, reply());
  (void)few.put("b", TicketId{"t"}, reply());
  const auto third = attempt([&] { return few.put("c", TicketId{"t"}, reply()); });
  ASSERT_TRUE(third.error_as<outbox::OutboxFull>());
  EXPECT_THAT(third.error_as()->what(), HasSubstr("max_entries"));
  EXPECT_EQ(few.list().size(), 2U);
  EXPECT_TRUE(few.withdraw("a"));
  (void)few.put("c", TicketId{"t"}, reply());

  const Outbox small{{.path = directory.file("small.db"), .max_bytes = 1 << 20}};
  (void)small.put("a", TicketId{"t"}, reply(std::string(700'000, 'x')));
  const auto second =
      attempt([&] { return small.put("b", TicketId{"t"}, reply(std::string(700'000, 'x'))); });
  ASSERT_TRUE(second.error_as<outbox::OutboxFull>());
  EXPECT_THAT(second.error_as()->what(), HasSubstr("max_bytes"));
  EXPECT_EQ(small.list().size(), 1U);
}

TEST(Content, ComesBackAsItWasPutWhateverItIs) {
  const Directory directory;
  const Outbox box{{.path = directory.file()}};
  const NewTicket ticket{
      .subject = "Umlaut \xC3\xBC, quote \", back\\slash, tab\t",
      .customer_email = "jane@example.com",
      .body = "line\nline\r\n\xF0\x9F\x94\xA5",
      .inbox_id = InboxId{"inb_1"},
      .extra = {{"priority", "\"high\""}, {"count", "12345678901234567890"}, {"more", "{\"a\":[1,null]}"}}};
  const auto read = box.content(box.put("k", ticket).id).ticket;
  ASSERT_TRUE(read);
  EXPECT_EQ(read->subject, ticket.subject);
  EXPECT_EQ(read->customer_email, ticket.customer_email);
  EXPECT_EQ(read->body, ticket.body);
  EXPECT_EQ(read->inbox_id, ticket.inbox_id);
  EXPECT_EQ(read->extra, ticket.extra);
}

}  // namespace

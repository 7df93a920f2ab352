#include "recording.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "ticket0/fakes.hpp"

namespace {

TEST(Cleaned, RemovesMailAddresses) {
  EXPECT_EQ(cleaned(R"({"email":"ada.l+x@mail.example.com"})"), R"({"email":"removed@example.com"})");
  EXPECT_EQ(cleaned("Write to <jörg@bücher.example>!"), "Write to <removed@example.com>!");
  EXPECT_EQ(cleaned("/customers?email=ada%40example.com&limit=1"),
            "/customers?email=removed%40example.com&limit=1");
}

TEST(Cleaned, RemovesKeys) {
  EXPECT_EQ(cleaned(R"("my key t0_aB3-_x, help")"), R"("my key t0_removed, help")");
}

TEST(Cleaned, LeavesTheEscapesOfJsonWhole) {
  EXPECT_EQ(cleaned(R"("To:\nada@example.com\u00e4")"), R"("To:\nremoved@example.com\u00e4")");
  EXPECT_EQ(cleaned(R"("\u00e9va@example.com")"), R"("\u00e9removed@example.com")");
  EXPECT_EQ(cleaned(R"("a\\t0_secret")"), R"("a\\t0_removed")");
}

TEST(Cleaned, LeavesAllElse) {
  const std::string_view text = R"({"id":"tkt_1","subject":"50% off, Größe 42","tags":["a:b"],"n":-1.5e3})";
  EXPECT_EQ(cleaned(text), text);
  EXPECT_EQ(cleaned(""), "");
  EXPECT_EQ(cleaned("\\"), "\\");
}

TEST(Recorder, ReturnsAnAnswerThatItCannotWriteAndSendsNothingAfterIt) {
  const auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
  wire->respond(201, R"({"id":"tkt_1"})").respond(201, R"({"id":"tkt_2"})");
  Recorder recorder{wire, "/dev/full"};
  const ticket0::HttpRequest create{.method = "POST", .url = "https://app.ticket0.ai/api/v1/tickets"};
  EXPECT_TRUE(recorder.is_complete());
  EXPECT_EQ(recorder.send(create, {}).status, 201) << "after an error the ticket would be created again";
  EXPECT_FALSE(recorder.is_complete());
  try {
    recorder.send(create, {});
    FAIL() << "a request was sent whose answer cannot be recorded";
  } catch (const ticket0::TransportError& e) {
    EXPECT_EQ(e.outcome(), ticket0::Outcome::rejected) << "anything else would be tried again";
  }
  EXPECT_EQ(wire->sent().size(), 1U);
}

TEST(Player, RefusesARecordingThatWasCutOff) {
  const std::string path = testing::TempDir() + "cut_off_" + std::to_string(::getpid());
  const std::string whole = "GET /tickets\n200 5\nfirst\nGET /tickets\n200 6\nsecond\n";
  const auto play = [&](std::string_view text) {
    std::ofstream{path} << text;
    Player{path};
  };
  const std::size_t first = whole.find("GET", 1);
  EXPECT_NO_THROW(play(whole));
  EXPECT_NO_THROW(play(whole.substr(0, first)));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    if (size == first) continue;
    EXPECT_THROW(play(whole.substr(0, size)), std::runtime_error) << size << " bytes";
  }
  std::filesystem::remove(path);
}

TEST(Player, GivesEachAnswerOnceAndTheOldestFirst) {
  const std::string path = testing::TempDir() + "recording_" + std::to_string(::getpid());
  const ticket0::HttpRequest tickets{.method = "GET", .url = "https://app.ticket0.ai/api/v1/tickets"};
  const ticket0::HttpRequest customers{.method = "GET", .url = "https://app.ticket0.ai/api/v1/customers"};
  {
    const auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
    wire->respond(200, "first\nwith two lines")
        .respond(503, "")
        .respond(200, "third")
        .fail(ticket0::Outcome::unknown);
    Recorder recorder{wire, path};
    for (const auto& each : {tickets, tickets, customers}) recorder.send(each, {});
    EXPECT_THROW(recorder.send(tickets, {}), ticket0::TransportError);
  }
  Player player{path};
  std::filesystem::remove(path);
  EXPECT_EQ(player.send(customers, {}).body, "third");
  EXPECT_EQ(player.send(tickets, {}).body, "first\nwith two lines");
  EXPECT_EQ(player.send(tickets, {}).status, 503);
  try {
    player.send(tickets, {});
    FAIL() << "an answer was given twice";
  } catch (const ticket0::TransportError& e) {
    EXPECT_EQ(e.outcome(), ticket0::Outcome::rejected) << "anything else would be tried again";
  }
}

}  // namespace

// Line breaks, NUL, other bytes and great lengths in everything a caller can pass: refused by name before
// anything is sent, or sent as what they are.
#include <cstdlib>
#include <ostream>

#include "engine/client_fixture.hpp"

namespace {

using namespace ticket0;
using testing::HasSubstr;
using testing::StartsWith;

/// Something bad to pass.
struct Poison {
  std::string name;
  std::string text;
  friend void PrintTo(const Poison& each, std::ostream* out) { *out << each.name; }
};
class Injection : public ClientTest, public testing::WithParamInterface<Poison> {
 protected:
  /// What refuses the poison says; nothing was sent.
  template <class E = InvalidArgument, class Call>
  std::string refusal(const Call& call) {
    const auto error = thrown_by<E>([&] {
      call(GetParam().text);
      return 0;
    });
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_TRUE(wire_->sent().empty());
    EXPECT_LT(std::string_view{error.what()}.size(), 300U) << "a text for people";
    return error.what();
  }
  /// The call is refused with `member` in its text, or it sends one request whose head is in order.
  template <class Call>
  void expect_safe(const std::string& member, const Call& call) {
    wire_->respond(200, R"({"id":"tkt_1","tickets":[],"customers":[],"articles":[]})");
    try {
      call(GetParam().text);
    } catch (const InvalidArgument& error) {
      EXPECT_THAT(error.what(), HasSubstr(member));
      EXPECT_TRUE(wire_->sent().empty());
      return;
    }
    ASSERT_EQ(wire_->sent().size(), 1U);
    for (const char c : sent().url) EXPECT_TRUE(c > ' ' && c <= '~') << sent().url;
    EXPECT_THAT(sent().url, StartsWith("https://app.ticket0.ai/api/v1/"));
    EXPECT_LT(sent().url.size(), 200'000U);
    for (const auto& [name, value] : sent().headers)
      EXPECT_EQ(value.find_first_of(std::string{"\r\n\0", 3}), std::string::npos) << name;
  }
};

using namespace std::string_literals;
const Poison poisons[] = {
    {"LineBreak", "a\r\nX-Injected: yes"},
    {"LineFeed", "a\nb"},
    {"CarriageReturn", "a\rb"},
    {"Nul", "a\0b"s},
    {"Escape", "a\x1B[2Jb"},
    {"Delete", "a\x7F"},
    {"NotUtf8", "a\xFF\xC3"},
    {"OneMebibyte", std::string(1'048'576, 'a')},
};
INSTANTIATE_TEST_SUITE_P(Of, Injection, testing::ValuesIn(poisons),
                         [](const auto& each) { return each.param.name; });

TEST_P(Injection, IntoTheKeyIsRefused) {
  EXPECT_THAT(refusal<ConfigError>([&](const std::string& text) {
                auto own = options();
                own.api_key = Secret{"t0_" + text};
                return Client{own};
              }),
              StartsWith("ClientOptions.api_key "));
}

TEST_P(Injection, IntoTheBaseUrlIsRefused) {
  EXPECT_THAT(refusal<ConfigError>([&](const std::string& text) {
                auto own = options();
                own.base_url = "https://app.ticket0.ai/" + text;
                return Client{own};
              }),
              StartsWith("ClientOptions.base_url "));
}

TEST_P(Injection, IntoTheAppInfoIsRefused) {
  EXPECT_THAT(refusal<ConfigError>([&](const std::string& text) {
                auto own = options();
                own.app_info = text;
                return Client{own};
              }),
              StartsWith("ClientOptions.app_info "));
}

TEST_P(Injection, IntoTheEnvironmentIsRefused) {
  if (GetParam().name == "Nul") return;  // the environment has none
  for (const char* name : {"TICKET0_API_KEY", "TICKET0_BASE_URL"}) {
    const std::string start = name == std::string_view{"TICKET0_API_KEY"} ? "t0_" : "https://app.ticket0.ai/";
    setenv(name, (start + GetParam().text).c_str(), 1);
    EXPECT_THAT(
        refusal<ConfigError>([](const std::string&) { static_cast<void>(ClientOptions::from_env()); }),
        HasSubstr(name));
    unsetenv(name);
  }
}

TEST_P(Injection, IntoTheNameOfAHeaderIsRefused) {
  const auto name = [&](const std::string& text) { return tickets().get(id_, {.headers = {{text, "v"}}}); };
  EXPECT_THAT(refusal(name), StartsWith("CallOptions.headers"));
}

TEST_P(Injection, IntoTheValueOfAHeaderIsSafe) {
  expect_safe("CallOptions.headers[\"X-A\"]", [&](const std::string& text) {
    return tickets().get(id_, {.headers = {{"X-A", text}}});
  });
}

TEST_P(Injection, IntoAnIdIsSafe) {
  expect_safe("TicketId", [&](const std::string& text) {
    try {
      (void)tickets().get(TicketId{text});
    } catch (const ticket0::DecodeError&) {}  // the answer is about tkt_1
  });
}

TEST_P(Injection, IntoAFilterIsSafe) {
  expect_safe("TicketQuery.tag", [&](const std::string& text) { return tickets().page({.tag = text}); });
}

TEST_P(Injection, IntoACursorIsSafe) {
  expect_safe("TicketQuery.cursor",
              [&](const std::string& text) { return tickets().page({.cursor = Cursor{text}}); });
}

TEST_P(Injection, IntoARawPathIsRefused) {
  const auto path = [&](const std::string& text) { return Client{options()}.send("GET", "/" + text); };
  EXPECT_THAT(refusal(path), StartsWith("Client::send: the path "));
}

TEST_P(Injection, IntoARawMethodIsRefused) {
  const auto method = [&](const std::string& text) {
    return Client{options()}.send("GET" + text, "/tickets");
  };
  EXPECT_THAT(refusal(method), StartsWith("Client::send: the method "));
}

TEST_P(Injection, IntoATextOfABodyIsSafe) {
  expect_safe("NewReply.body_text", [&](const std::string& text) {
    return Client{options()}.messages().reply(id_, {.from_address = "a@example.com", .body_text = text});
  });
}

TEST_P(Injection, IntoANameIsSafeInTheErrorThatTellsOfIt) {
  const auto bad_value = [&](const std::string& name) {
    return tickets().update(id_, {.extra = {{name, "not JSON"}}});
  };
  const std::string text = refusal(bad_value);
  EXPECT_THAT(text, StartsWith("TicketPatch.extra[\""));
  EXPECT_LT(text.size(), 300U);
  EXPECT_TRUE(std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; })) << text;
}

TEST_P(Injection, IntoAnUnknownMemberIsSafe) {
  expect_safe("TicketPatch.extra[\"x\"]", [&](const std::string& text) {
    return tickets().update(id_, {.extra = {{"x", text}}});
  });
}

}  // namespace

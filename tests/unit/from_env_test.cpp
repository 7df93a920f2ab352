#include <cstdlib>

#include "support.hpp"
#include "ticket0/options.hpp"

namespace {

using testing::HasSubstr;
using testing::Not;
using ticket0::ClientOptions;

/// ctest runs each test in a process of its own, so nothing else sees these; what was there comes back all
/// the same.
class FromEnv : public testing::Test {
 protected:
  FromEnv() {
    for (Variable& each : variables_) {
      if (const char* value = std::getenv(each.name)) each.before = value;
      ::unsetenv(each.name);
    }
  }
  ~FromEnv() override {
    for (const Variable& each : variables_)
      each.before ? ::setenv(each.name, each.before->c_str(), 1) : ::unsetenv(each.name);
  }
  static void key(const char* value) { ::setenv("TICKET0_API_KEY", value, 1); }
  static void url(const char* value) { ::setenv("TICKET0_BASE_URL", value, 1); }
  static std::string refusal() {
    return unit::refusal<ticket0::ConfigError>([] { static_cast<void>(ClientOptions::from_env()); });
  }

 private:
  struct Variable {
    const char* name;
    std::optional<std::string> before{};
  };
  Variable variables_[2]{{"TICKET0_API_KEY"}, {"TICKET0_BASE_URL"}};
};

TEST_F(FromEnv, TakesKeyAndBaseUrl) {
  key("t0_key");
  url("http://127.0.0.1:8080/api/v1");
  const ClientOptions options = ClientOptions::from_env();
  EXPECT_EQ(options.api_key.reveal(), "t0_key");
  EXPECT_EQ(options.base_url, "http://127.0.0.1:8080/api/v1");
}

TEST_F(FromEnv, KeepsTheDefaultsWhereAVariableIsUnsetOrEmpty) {
  for (const bool empty : {false, true}) {
    if (empty) key(""), url("");
    const ClientOptions options = ClientOptions::from_env();
    EXPECT_TRUE(options.api_key.empty());
    EXPECT_EQ(options.base_url, "https://app.ticket0.ai/api/v1");
  }
}

TEST_F(FromEnv, NamesTheVariableOfABadKeyAndNeverItsValue) {
  for (const char* bad :
       {"sk_hunter2", "t0_hunter2\n", "t0_hunter2 ", " t0_hunter2", "t0_hunter2\xC3\xA9", "t0_"}) {
    key(bad);
    const std::string text = refusal();
    EXPECT_THAT(text, HasSubstr("TICKET0_API_KEY"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

TEST_F(FromEnv, NamesTheVariableOfABadUrlAndNeverItsUserInfo) {
  key("t0_key");
  for (const char* bad :
       {"app.ticket0.ai", "http://example.com", "https://joe:hunter2@example.com", "https://x?y", " "}) {
    url(bad);
    const std::string text = refusal();
    EXPECT_THAT(text, HasSubstr("TICKET0_BASE_URL"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

TEST_F(FromEnv, ReadsNothingElse) {
  ::setenv("TICKET0_TIMEOUT", "1", 1);
  ::setenv("https_proxy", "http://127.0.0.1:1", 1);
  const ClientOptions options = ClientOptions::from_env();
  EXPECT_EQ(options.timeout, std::chrono::minutes{2});
  EXPECT_FALSE(options.proxy.has_value());
  ::unsetenv("TICKET0_TIMEOUT");
  ::unsetenv("https_proxy");
}

}  // namespace

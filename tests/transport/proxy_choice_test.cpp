// By way of whom a request goes, and what is read out of a proxy's address: libcurl's documented rules.
#include <gmock/gmock.h>

#include <map>
#include <ostream>

#include "transport/proxy_choice.hpp"

namespace {

using ticket0::Secret;
using ticket0::detail::choose_proxy;
using ticket0::detail::is_exempt;
using ticket0::detail::origin_of;

std::map<std::string, std::string>& variables() {
  static std::map<std::string, std::string> all;
  return all;
}

const char* variable(const char* name) {
  const auto found = variables().find(name);
  return found == variables().end() ? nullptr : found->second.c_str();
}

struct Choice {
  std::string name;
  std::map<std::string, std::string> environment;
  std::optional<std::string> option;
  std::string chosen;
  std::string url{"https://app.example/x"};
  friend void PrintTo(const Choice& each, std::ostream* out) { *out << each.name; }
};
class ChooseProxy : public testing::TestWithParam<Choice> {};

TEST_P(ChooseProxy, FollowsTheOptionsThenTheEnvironment) {
  variables() = GetParam().environment;
  std::optional<Secret> option;
  if (GetParam().option) option.emplace(*GetParam().option);
  EXPECT_EQ(choose_proxy(*origin_of(GetParam().url), option, &variable).text, GetParam().chosen);
}

const Choice choices[] = {
    {"NoneAtAll", {}, std::nullopt, ""},
    {"OfTheOption", {{"https_proxy", "http://a:1"}}, "http://b:2", "http://b:2"},
    {"NoneByTheOption", {{"https_proxy", "http://a:1"}}, "", ""},
    {"OfTheOptionThoughExempt", {{"no_proxy", "*"}}, "http://b:2", "http://b:2"},
    {"SmallLettersFirst",
     {{"https_proxy", "http://a:1"}, {"HTTPS_PROXY", "http://b:2"}},
     std::nullopt,
     "http://a:1"},
    {"Capitals", {{"HTTPS_PROXY", "http://b:2"}, {"all_proxy", "http://c:3"}}, std::nullopt, "http://b:2"},
    {"EmptyIsUnset", {{"https_proxy", ""}, {"ALL_PROXY", "http://c:3"}}, std::nullopt, "http://c:3"},
    {"OfHttpIsNotForHttps", {{"http_proxy", "http://a:1"}}, std::nullopt, ""},
    {"OfHttp", {{"http_proxy", "http://a:1"}}, std::nullopt, "http://a:1", "http://app.example"},
    {"AHeaderOfACgiRequest", {{"HTTP_PROXY", "http://evil:1"}}, std::nullopt, "", "http://app.example"},
    {"Exempt", {{"https_proxy", "http://a:1"}, {"NO_PROXY", "x, .example"}}, std::nullopt, ""},
    {"ExemptInSmallLettersFirst",
     {{"https_proxy", "http://a:1"}, {"no_proxy", "x"}, {"NO_PROXY", "app.example"}},
     std::nullopt,
     "http://a:1"},
    {"LoopbackNever", {{"https_proxy", "http://a:1"}}, "http://b:2", "", "https://127.0.0.1:8443"},
};
INSTANTIATE_TEST_SUITE_P(Transport, ChooseProxy, testing::ValuesIn(choices),
                         [](const auto& each) { return each.param.name; });

TEST(NoProxy, NamesHostsAllBelowThemAddressesAndNetworks) {
  const struct {
    const char* host;
    const char* list;
    bool exempt;
  } rows[] = {{"app.example", "app.example", true},
              {"app.example", "APP.EXAMPLE", true},
              {"app.example", "example", true},
              {"app.example", ".example", true},
              {"app.example", "example.", true},
              {"app.example.", "app.example", true},
              {"app.example", "a,b ,\tapp.example", true},
              {"app.example", "*", true},
              {"app.example", "", false},
              {"app.example", "*.example", false},
              {"app.example", "pp.example", false},
              {"app.example", "x.app.example", false},
              {"app.example", "10.0.0.0/8", false},
              {"10.1.2.3", "10.0.0.0/8", true},
              {"10.1.2.3", "10.1.2.3", true},
              {"10.1.2.3", "10.1.2.0/30", true},
              {"10.1.2.4", "10.1.2.0/30", false},
              {"10.1.2.3", "11.0.0.0/8", false},
              {"10.1.2.3", "10.0.0.0/33", false},
              {"10.1.2.3", "10.0.0.0/x", false},
              {"10.1.2.3", "2.3", false},
              {"2001:db8::1", "2001:db8::/32", true},
              {"2001:db8::1", "[2001:db8:0::1]", true},
              {"2001:db8::1", "2001:db9::/32", false}};
  for (const auto& row : rows)
    EXPECT_EQ(is_exempt(row.host, row.list), row.exempt) << row.host << " " << row.list;
}

TEST(ProxyAddress, IsReadAsLibcurlReadsIt) {
  const struct {
    const char* text;
    const char* scheme;
    const char* host;
    int port;
    bool usable;
  } rows[] = {{"proxy", "http", "proxy", 1080, true},
              {"proxy:3128", "http", "proxy", 3128, true},
              {"ftp.example:21", "http", "ftp.example", 21, true},
              {"http://bob:hunter2@proxy:8080/", "http", "proxy", 8080, true},
              {"http://proxy/path", "http", "proxy", 1080, true},
              {"HTTPS://proxy", "https", "proxy", 443, true},
              {"socks5h://[2001:db8::1]:9", "socks5h", "2001:db8::1", 9, true},
              {"socks://proxy", "socks4", "proxy", 1080, true},
              {"htp://bob:hunter2@proxy:1", "htp", "proxy", 1, false},
              {"http://bob:hunter2@proxy:99999", "", "", 1080, false},
              {"http://", "", "", 1080, false}};
  for (const auto& row : rows) {
    const auto proxy = choose_proxy(*origin_of("https://app.example"), Secret{row.text}, &variable);
    EXPECT_EQ(proxy.usable, row.usable) << row.text;
    EXPECT_EQ(proxy.scheme, row.scheme) << row.text;
    EXPECT_EQ(proxy.host, row.host) << row.text;
    EXPECT_EQ(proxy.port, row.port) << row.text;
  }
}

}  // namespace

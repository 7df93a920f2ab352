#include "http/url.hpp"

#include "support.hpp"

namespace {

using testing::HasSubstr;
using testing::Not;
using namespace ticket0::detail;
using unit::bytes;

TEST(BaseUrl, AcceptsHttpsAndPlainHttpForLoopback) {
  struct Case {
    std::string_view text;
    std::string_view kept;
    std::string_view host;
    int port;
    bool https;
  };
  constexpr Case cases[] = {
      {"https://app.ticket0.ai/api/v1", "https://app.ticket0.ai/api/v1", "app.ticket0.ai", 443, true},
      {"https://app.ticket0.ai/api/v1/", "https://app.ticket0.ai/api/v1", "app.ticket0.ai", 443, true},
      {"https://app.ticket0.ai/api/v1///", "https://app.ticket0.ai/api/v1", "app.ticket0.ai", 443, true},
      {"https://app.ticket0.ai", "https://app.ticket0.ai", "app.ticket0.ai", 443, true},
      {"https://app.ticket0.ai/", "https://app.ticket0.ai", "app.ticket0.ai", 443, true},
      {"HTTPS://App.Ticket0.AI/API", "HTTPS://App.Ticket0.AI/API", "app.ticket0.ai", 443, true},
      {"https://host:8443", "https://host:8443", "host", 8443, true},
      {"https://host:1/x", "https://host:1/x", "host", 1, true},
      {"https://host:65535", "https://host:65535", "host", 65535, true},
      {"https://10.0.0.1/api", "https://10.0.0.1/api", "10.0.0.1", 443, true},
      {"https://[2001:DB8::1]:8443/api", "https://[2001:DB8::1]:8443/api", "2001:db8::1", 8443, true},
      {"https://my_host-1.internal", "https://my_host-1.internal", "my_host-1.internal", 443, true},
      {"http://localhost", "http://localhost", "localhost", 80, false},
      {"http://LOCALHOST:8080/", "http://LOCALHOST:8080", "localhost", 8080, false},
      {"http://127.0.0.1:39999/api/v1", "http://127.0.0.1:39999/api/v1", "127.0.0.1", 39999, false},
      {"http://[::1]:8080", "http://[::1]:8080", "::1", 8080, false},
  };
  for (const Case& each : cases) {
    const ParsedBaseUrl parsed = parse_base_url(each.text);
    ASSERT_TRUE(parsed.url) << each.text << ": " << parsed.problem;
    EXPECT_EQ(parsed.problem, "");
    EXPECT_EQ(parsed.url->text, each.kept);
    EXPECT_EQ(parsed.url->origin.host, each.host);
    EXPECT_EQ(parsed.url->origin.port, each.port);
    EXPECT_EQ(parsed.url->origin.https, each.https);
  }
}

TEST(BaseUrl, RefusesEachMistakeWithItsReason) {
  struct Case {
    std::string text;
    std::string_view reason;
  };
  const Case cases[] = {
      {"", "empty"},
      {"https://app.ticket0.ai /api", "space"},
      {" https://app.ticket0.ai", "space"},
      {"https://app.ticket0.ai\n", "control character"},
      {"https://app.ticket0.ai/\tx", "control character"},
      {bytes("https://app.ticket0.ai\0.evil.com"), "control character"},
      {"https://app.ticket0.ai/\x7F", "control character"},
      {"app.ticket0.ai/api/v1", "begin with https://"},
      {"127.0.0.1:18080/api/v1", "or with http:// if its host is a loopback address"},
      {"//app.ticket0.ai", "begin with https://"},
      {"https:/app.ticket0.ai", "begin with https://"},
      {"https:app.ticket0.ai", "begin with https://"},
      {"ftp://app.ticket0.ai", "begin with https://"},
      {"httpss://app.ticket0.ai", "begin with https://"},
      {"file:///etc/hosts", "begin with https://"},
      {"https://user:hunter2@app.ticket0.ai", "user name"},
      {"https://user@app.ticket0.ai", "user name"},
      {"https://@app.ticket0.ai", "user name"},
      {"https://good.example\\@evil.example", "user name"},
      {"https://app.ticket0.ai/api?x=1", "query"},
      {"https://app.ticket0.ai?", "query"},
      {"https://app.ticket0.ai/api#x", "fragment"},
      {"https://", "no host"},
      {"https:///api", "no host"},
      {"https://:443", "host or port"},
      {"https://app.ticket0.ai:", "host or port"},
      {"https://app.ticket0.ai:0", "host or port"},
      {"https://app.ticket0.ai:65536", "host or port"},
      {"https://app.ticket0.ai:99999999999", "host or port"},
      {"https://app.ticket0.ai:-1", "host or port"},
      {"https://app.ticket0.ai:+1", "host or port"},
      {"https://app.ticket0.ai:443x", "host or port"},
      {"https://app.ticket0.ai:4:4", "host or port"},
      {"https://app.ticket0.ai\\api", "host or port"},
      {"https://app%2eticket0.ai", "host or port"},
      {"https://b\xC3\xBC"
       "cher.example",
       "host or port"},
      {"https://a,b", "host or port"},
      {"https://::1/", "host or port"},
      {"https://[::1", "host or port"},
      {"https://[::1]x", "host or port"},
      {"https://[localhost]", "host or port"},
      {"https://[]", "host or port"},
      {"https://[fe80::1%25eth0]", "host or port"},
      {"https://host/a/../b", "path"},
      {"https://host/..", "path"},
      {"https://host/./a", "path"},
      {"https://host/a\\b", "path"},
      {"https://host/\xC3\xBC", "path"},
      {"https://host/\"x\"", "path"},
      {"https://host/{id}", "path"},
      {"http://app.ticket0.ai/api/v1", "https"},
      {"http://0.0.0.0", "https"},
      {"http://192.168.0.1", "https"},
      {"http://127.0.0.1.evil.com", "https"},
      {"http://localhost.", "https"},
      {"http://localhost.evil.com", "https"},
      {"http://[::2]", "https"},
  };
  for (const auto& [text, reason] : cases) {
    const ParsedBaseUrl parsed = parse_base_url(text);
    EXPECT_FALSE(parsed.url) << text;
    EXPECT_THAT(parsed.problem, HasSubstr(reason)) << text;
  }
}

TEST(BaseUrl, ADotInASegmentIsNoDotSegment) {
  for (const std::string_view text :
       {"https://host/a.b", "https://host/...", "https://host/.well-known", "https://host/a..b"})
    EXPECT_TRUE(parse_base_url(text).url) << text;
}

TEST(BaseUrl, NeverRepeatsUserInfo) {
  for (const std::string text :
       {"https://joe:hunter2@host", "http://joe:hunter2@host", "https://joe:hunter2@host?",
        "https://host/joe:hunter2@x", "http://joe:hunter2@localhost", "https://joe:hunter2",
        "http://joe:hunter2/x", "https://joe:hunter2@", "https://joe:hunter2@ host", "joe:hunter2@host",
        "https://joe:hunter2@host#f"}) {
    const ParsedBaseUrl parsed = parse_base_url(text);
    EXPECT_FALSE(parsed.url) << text;
    EXPECT_THAT(parsed.problem, Not(testing::IsEmpty())) << text;
    EXPECT_THAT(parsed.problem, Not(HasSubstr("hunter2"))) << text;
    EXPECT_THAT(parsed.problem, Not(HasSubstr("joe"))) << text;
  }
}

TEST(Origin, KnowsLoopbackByExactRules) {
  struct Case {
    std::string_view host;
    bool loopback;
  };
  constexpr Case cases[] = {
      {"localhost", true},
      {"127.0.0.1", true},
      {"127.0.0.0", true},
      {"127.255.255.255", true},
      {"127.1.2.3", true},
      {"::1", true},
      // All that some parser or resolver would read in another way, or as another machine, is not.
      {"", false},
      {"localhost.", false},
      {"localhost.evil.com", false},
      {"notlocalhost", false},
      {"127.0.0.1.evil.com", false},
      {"127.0.0.1.", false},
      {".127.0.0.1", false},
      {"127.0.0", false},
      {"127.1", false},
      {"127", false},
      {"127.0.0.1.1", false},
      {"127..0.1", false},
      {"127.0.0.256", false},
      {"127.0.0.-1", false},
      {"127.0.0.+1", false},
      {"127.0.0.1a", false},
      {"127.0.0.01", false},
      {"0127.0.0.1", false},
      {"0177.0.0.1", false},
      {"0x7f.0.0.1", false},
      {"0x7f.1", false},
      {"2130706433", false},
      {"128.0.0.1", false},
      {"126.255.255.255", false},
      {"10.0.0.1", false},
      {"0.0.0.0", false},
      {"::", false},
      {"::2", false},
      {"::1:1", false},
      {"fe80::1", false},
      {"::ffff:128.0.0.1", false},
  };
  for (const auto& [host, loopback] : cases)
    EXPECT_EQ((Origin{.host = std::string{host}}.is_loopback()), loopback) << host;
}

TEST(Origin, IsReadFromAWholeUrl) {
  struct Case {
    std::string_view url;
    std::string_view host;
    int port;
  };
  constexpr Case cases[] = {
      {"https://host/api/v1/tickets?x=http://other", "host", 443},
      {"http://127.0.0.1:8080?x", "127.0.0.1", 8080},
      {"https://[::1]:1#x", "::1", 1},
      {"https://HOST", "host", 443},
      {"http://host", "host", 80},
  };
  for (const auto& [url, host, port] : cases) {
    const auto origin = origin_of(url);
    ASSERT_TRUE(origin) << url;
    EXPECT_EQ(origin->host, host);
    EXPECT_EQ(origin->port, port);
  }
  for (const std::string_view url :
       {"", "host", "ftp://host", "https://", "https://a@host/", "https://ho st/", "https://host:x"})
    EXPECT_FALSE(origin_of(url)) << url;
}

TEST(BaseUrl, HasOneCanonicalTextForEverySpelling) {
  const auto canonical = [](std::string_view text) {
    return ticket0::detail::parse_base_url(text).url.value().canonical();
  };
  EXPECT_EQ(canonical("https://app.ticket0.ai/api/v1"), "https://app.ticket0.ai:443/api/v1");
  for (const std::string_view same : {"HTTPS://App.Ticket0.AI/api/v1", "https://app.ticket0.ai:443/api/v1",
                                      "https://app.ticket0.ai/api/v1/"})
    EXPECT_EQ(canonical(same), canonical("https://app.ticket0.ai/api/v1")) << same;
  for (const std::string_view other :
       {"https://app.ticket0.ai:444/api/v1", "https://app.ticket0.ai/api/v2", "https://app.ticket0.ai"})
    EXPECT_NE(canonical(other), canonical("https://app.ticket0.ai/api/v1")) << other;
}

TEST(PercentEncoding, LeavesTheUnreservedAndEncodesEveryOtherByte) {
  constexpr std::string_view unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::string text(1, static_cast<char>(static_cast<unsigned char>(byte)));
    std::string encoded = "x";
    append_encoded(encoded, text);
    const std::string expected = unreserved.find(text) != std::string_view::npos
                                     ? "x" + text
                                     : std::string{"x%"} + hex[byte / 16] + hex[byte % 16];
    EXPECT_EQ(encoded, expected) << byte;
  }
}

TEST(PercentEncoding, EncodesACharacterOfSeveralBytesByteForByte) {
  std::string encoded;
  append_encoded(encoded, "a b/\xC3\xA9?\xF0\x9F\x98\x80");
  EXPECT_EQ(encoded, "a%20b%2F%C3%A9%3F%F0%9F%98%80");
}

}  // namespace

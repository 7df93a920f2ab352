// What libcurl does by itself, without this library: the reason for Exchange::on_request.
#include <curl/curl.h>
#include <gmock/gmock.h>

#include "transport/raw_server.hpp"

namespace {

using testing::HasSubstr;

/// A plain handle, as a program would use it, and one counter more.
class PlainCurl {
 public:
  PlainCurl() {
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &drop);
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_PROXY, "");
  }
  PlainCurl(const PlainCurl&) = delete;
  PlainCurl& operator=(const PlainCurl&) = delete;
  ~PlainCurl() { curl_easy_cleanup(easy_); }
  CURLcode send(const char* method, const std::string& url) {
    curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
    if (std::string_view{method} == "GET") {
      curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
    } else {
      curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, R"({"subject":"Hello"})");
      curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, method);
    }
    return curl_easy_perform(easy_);
  }
  template <class Value>
  Value get(CURLINFO info) {
    Value value{};
    curl_easy_getinfo(easy_, info, &value);
    return value;
  }

 private:
  static std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }
  CURL* easy_{curl_easy_init()};
};

class CurlItself : public testing::TestWithParam<const char*> {};

/// The server reads the whole request, does what it asks for, and dies before it answers.
TEST_P(CurlItself, RepeatsARequestOnAKeptConnectionThatIsClosed_needs_a_libcurl_that_does) {
  std::atomic<int> arrived{0};
  std::atomic<std::size_t> bytes{0};  // of the second request
  RawServer server{[&](RawServer::Connection& connection) {
    for (std::string request; !(request = connection.read_request()).empty();) {
      if (++arrived == 2) {
        bytes = request.size();
        return;
      }
      connection.respond(201, "done");
    }
  }};
  PlainCurl plain;
  ASSERT_EQ(plain.send("GET", server.url()), CURLE_OK);
  const CURLcode code = plain.send(GetParam(), server.url());

  RecordProperty("libcurl", curl_version());
  RecordProperty("arrived", arrived - 1);
  RecordProperty("curl_code", static_cast<int>(code));
  RecordProperty("request_size", static_cast<int>(plain.get<long>(CURLINFO_REQUEST_SIZE)));
  RecordProperty("bytes_of_one_request", static_cast<int>(bytes));
  if (arrived == 2 && code != CURLE_OK)
    GTEST_SKIP() << curl_version() << " repeats no request: it says " << curl_easy_strerror(code);
  EXPECT_EQ(arrived - 1, 2) << "of one curl_easy_perform";
  EXPECT_EQ(code, CURLE_OK);
  EXPECT_EQ(plain.get<long>(CURLINFO_RESPONSE_CODE), 201);
  EXPECT_EQ(plain.get<long>(CURLINFO_REQUEST_SIZE), static_cast<long>(2 * bytes)) << "the only trace of it";
}

INSTANTIATE_TEST_SUITE_P(Transport, CurlItself, testing::Values("GET", "PATCH", "POST"),
                         [](const auto& each) { return std::string{each.param}; });

}  // namespace

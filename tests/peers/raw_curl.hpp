#pragma once

#include <curl/curl.h>

#include <string>

namespace peers {

/// What the least of a client is by libcurl alone: one handle that is used again, the same request as the
/// library's, the answer's body. Throws std::runtime_error where there is none with 200.
class RawCurl {
 public:
  /// libcurl's directory of further authorities: by default it is there, whether used or not.
  enum class Directory { none, of_the_system };
  /// `ca_file`: PEM, of the authorities; empty: the system's.
  explicit RawCurl(const std::string& ca_file = {}, Directory directory = Directory::none);
  RawCurl(const RawCurl&) = delete;
  RawCurl& operator=(const RawCurl&) = delete;
  ~RawCurl();
  /// Valid until the next one.
  const std::string& get(const std::string& url);

 private:
  CURL* handle_;
  curl_slist* headers_{nullptr};
  std::string body_{};
};

}  // namespace peers

#include "peers/raw_curl.hpp"

#include <stdexcept>

namespace peers {

namespace {
std::size_t append(char* data, std::size_t size, std::size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}
}  // namespace

RawCurl::RawCurl(const std::string& ca_file, Directory directory) : handle_(curl_easy_init()) {
  for (const char* header : {"Authorization: Bearer t0_measured", "Accept: application/json",
                             "User-Agent: raw (Linux; x86_64) libcurl"})
    headers_ = curl_slist_append(headers_, header);
  curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, 30'000L);
  curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
  curl_easy_setopt(handle_, CURLOPT_PROXY, "");
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
  curl_easy_setopt(handle_, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &append);
  curl_easy_setopt(handle_, CURLOPT_WRITEDATA, static_cast<void*>(&body_));
  if (!ca_file.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, ca_file.c_str());
  if (directory == Directory::none)
    curl_easy_setopt(handle_, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

RawCurl::~RawCurl() {
  curl_easy_cleanup(handle_);
  curl_slist_free_all(headers_);
}

const std::string& RawCurl::get(const std::string& url) {
  body_.clear();
  curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
  if (const CURLcode code = curl_easy_perform(handle_); code != CURLE_OK)
    throw std::runtime_error{std::string{"libcurl alone: "} + curl_easy_strerror(code)};
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) throw std::runtime_error{"libcurl alone: answered " + std::to_string(status)};
  return body_;
}

}  // namespace peers

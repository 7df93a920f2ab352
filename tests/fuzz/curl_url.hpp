#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

namespace fuzz {

/// libcurl's own reading of a URL: what it would connect to and ask for.
class CurlUrl {
 public:
  explicit CurlUrl(const std::string& text) : url_(curl_url(), &curl_url_cleanup) {
    good_ = url_ && curl_url_set(url_.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  }
  [[nodiscard]] bool good() const noexcept { return good_; }
  /// Empty where the URL has no such part.
  [[nodiscard]] std::string part(CURLUPart which) const {
    char* text = nullptr;
    if (curl_url_get(url_.get(), which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
    std::string copy{text};
    curl_free(text);
    return copy;
  }

 private:
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url_;
  bool good_{false};
};

}  // namespace fuzz

#pragma once

#include <curl/curl.h>

#include "ticket0/http.hpp"

namespace ticket0::inline v1::detail {

/// Headers in libcurl's form. Wiped when destroyed: one of them has the key.
class HeaderList {
 public:
  /// `has_body`: of a request that libcurl would give headers for its body.
  HeaderList(const Headers& headers, bool has_body);
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList();
  [[nodiscard]] curl_slist* get() const noexcept { return list_; }

 private:
  void append(const char* line);
  void clear() noexcept;
  curl_slist* list_{nullptr};
};

}  // namespace ticket0::inline v1::detail

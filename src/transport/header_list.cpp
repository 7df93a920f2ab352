#include "transport/header_list.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "base/secret.hpp"
#include "base/text.hpp"

namespace ticket0::inline v1::detail {

HeaderList::HeaderList(const Headers& headers, bool has_body) {
  try {
    if (has_body) append("Expect:");  // libcurl would wait for a 100 before a large one
    const bool has_type = std::any_of(headers.begin(), headers.end(), [](const auto& header) {
      return equal_ignoring_case(header.first, "Content-Type");
    });
    if (has_body && !has_type) append("Content-Type:");  // libcurl would call it a form
    for (const auto& [name, value] : headers) {
      std::string line;
      const WipeOnExit wiped{line};
      line.reserve(name.size() + value.size() +
                   2);  // so that no half of it is left behind in a smaller buffer
      // To libcurl "Name:", with blanks or without, means that the header is not to be sent.
      const bool has_value = value.find_first_not_of(" \t") != std::string::npos;
      line.append(name).append(has_value ? ": " : ";");
      if (has_value) line.append(value);
      append(line.c_str());
    }
  } catch (...) {
    clear();
    throw;
  }
}

HeaderList::~HeaderList() { clear(); }

void HeaderList::append(const char* line) {
  curl_slist* const longer = curl_slist_append(list_, line);
  if (longer == nullptr) throw std::bad_alloc{};
  list_ = longer;
}

void HeaderList::clear() noexcept {
  for (const curl_slist* entry = list_; entry != nullptr; entry = entry->next) {
    volatile char* at = entry->data;
    for (std::size_t left = std::strlen(entry->data); left != 0; --left) *at++ = '\0';
  }
  curl_slist_free_all(list_);
  list_ = nullptr;
}

}  // namespace ticket0::inline v1::detail

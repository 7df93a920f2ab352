#include "transport/http1_origins.hpp"

#include <algorithm>

namespace ticket0::inline v1::detail {

namespace {

bool is_same(const Origin& a, const Origin& b) noexcept { return a.host == b.host && a.port == b.port; }

/// HTTP_1_1_REQUIRED ends in any of these, by whether it is about the stream or the connection, by what the
/// server does then, and by libcurl's version. A stream that ended with another code (CURLE_HTTP2_STREAM)
/// is not a refusal.
bool is_like_a_refusal(CURLcode code) noexcept {
  return code == CURLE_ABORTED_BY_CALLBACK || code == CURLE_HTTP2 || code == CURLE_GOT_NOTHING ||
         code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR;
}

/// Misdirected Request, Upgrade Required, or a failure of the server, which may be one of its HTTP/1.1.
bool is_about_the_protocol(int status) noexcept { return status == 421 || status == 426 || status >= 500; }

}  // namespace

Http1Origins::Speak Http1Origins::how(const Origin& origin, bool may_try, Time now) noexcept {
  const std::lock_guard lock{mutex_};
  Entry* const entry = find(origin);
  if (entry == nullptr) return Speak::any;
  if (!may_try || now < entry->trial) return Speak::http1;
  entry->trial = now + entry->period;  // one at a time
  return Speak::trial;
}

void Http1Origins::answered(const Origin& origin, Speak how, int status) noexcept {
  const std::lock_guard lock{mutex_};
  Entry* const entry = find(origin);
  if (entry == nullptr) return;
  if (how == Speak::trial)
    erase(origin);
  else if (status < 400)
    entry->sure = true;
  else if (is_about_the_protocol(status) && !entry->sure)
    erase(origin);
}

void Http1Origins::failed(const Origin& origin, Speak how, CURLcode code, Time now) {
  const std::lock_guard lock{mutex_};
  Entry* const entry = find(origin);
  if (how == Speak::http1) {
    if (entry != nullptr && !entry->sure) erase(origin);  // it did no better
  } else if (is_like_a_refusal(code)) {
    if (entry == nullptr) {
      entries_.push_back({.origin = origin, .trial = now + first_period});
    } else if (how == Speak::trial) {
      entry->period = std::min(2 * entry->period, longest_period);
      entry->trial = now + entry->period;
    }
  }
}

void Http1Origins::forget(const Origin& origin) noexcept {
  const std::lock_guard lock{mutex_};
  erase(origin);
}

Http1Origins::Entry* Http1Origins::find(const Origin& origin) noexcept {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&origin](const Entry& each) { return is_same(each.origin, origin); });
  return found == entries_.end() ? nullptr : &*found;
}

void Http1Origins::erase(const Origin& origin) noexcept {
  std::erase_if(entries_, [&origin](const Entry& each) { return is_same(each.origin, origin); });
}

}  // namespace ticket0::inline v1::detail

#include "transport/exchange.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "base/thread_end.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// How many codings in a comma-separated list hide what is inside.
int codings_in(std::string_view list) {
  int count = 0;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view coding = trimmed(list.substr(0, end));
    const bool is_plain =
        coding.empty() || equal_ignoring_case(coding, "chunked") || equal_ignoring_case(coding, "identity");
    if (!is_plain) ++count;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return count;
}

}  // namespace

std::size_t Exchange::on_header(char* data, std::size_t size, std::size_t count, void* exchange) noexcept {
  auto& self = *static_cast<Exchange*>(exchange);
  try {
    return self.take_header({data, size * count}) ? size * count : 0;
  } catch (...) {
    self.error_ = std::current_exception();
    return 0;
  }
}

std::size_t Exchange::on_body(char* data, std::size_t size, std::size_t count, void* exchange) noexcept {
  auto& self = *static_cast<Exchange*>(exchange);
  try {
    // With no bytes, 0 would mean "all taken".
    return self.take_body({data, size * count}) ? size * count : size * count + 1;
  } catch (...) {
    self.error_ = std::current_exception();
    return size * count + 1;
  }
}

curl_socket_t Exchange::on_socket(void* exchange, curlsocktype /*purpose*/, curl_sockaddr* address) noexcept {
  static_cast<Exchange*>(exchange)->opened_ = true;
  return open_private_socket(*address);
}

int Exchange::on_request(void* exchange, char* /*ip*/, char* /*local_ip*/, int /*port*/,
                         int /*local_port*/) noexcept {
  auto& self = *static_cast<Exchange*>(exchange);
  try {
    return self.begin_request() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
  } catch (...) {
    self.stopped_ = true;
    self.error_ = std::current_exception();
    return CURL_PREREQFUNC_ABORT;
  }
}

bool Exchange::begin_request() {
  const bool is_first = requests_begun_ == 0;
  const bool over_kept = is_first && !opened_;
  if (over_kept) {
    reused_ = !kept_->multiplexed();
    found_spoilt_ = kept_->is_spoilt();
    if (found_spoilt_) return false;
  }
  if (is_first && before_bytes_) {
    const NoThreadCancel whole;  // what it calls may be a cancellation point
    stopped_ = !before_bytes_();
    if (stopped_) return false;
    spoilt_meanwhile_ = over_kept && kept_->is_spoilt();
    if (spoilt_meanwhile_) return false;
  }
  if (over_kept) read_before_ = kept_->bytes_read();
  return ++requests_begun_ == 1;
}

bool Exchange::refuse(Limit limit) noexcept {
  over_limit_ = limit;
  return false;
}

bool Exchange::take_header(std::string_view line) {
  if (head_ == Head::none && read_before_ && !kept_->was_read_since(*read_before_)) {
    answered_early_ = true;
    return false;
  }
  header_bytes_ += line.size();
  if (header_bytes_ > max_headers) return refuse(Limit::headers);
  if ((head_ == Head::none || head_ == Head::interim) && line.starts_with("HTTP/")) {
    head_ = Head::begun;
    const std::string_view status = line.substr(std::min(line.find(' '), line.size()));
    is_interim_ = status.starts_with(" 1") && !status.starts_with(" 101");
    can_fold_ = false;
    response_.headers.clear();  // of an interim answer, such as 103
    codings_ = 0;
    return true;
  }
  if (head_ != Head::begun) return true;                   // a trailer
  if (line.starts_with('\r') || line.starts_with('\n')) {  // what libcurl takes for the empty line
    head_ = is_interim_ ? Head::interim : Head::complete;
    return true;
  }
  return line.starts_with(' ') || line.starts_with('\t') ? take_fold(line) : take_field(line);
}

bool Exchange::take_field(std::string_view line) {
  const auto colon = line.find(':');
  can_fold_ = colon != std::string_view::npos;
  if (!can_fold_) return true;
  const auto& [name, value] =
      response_.headers.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  if (equal_ignoring_case(name, "Content-Length")) make_room(value);
  return count_codings(value);
}

/// A line that continues the one before (RFC 9112, 5.2). After anything but a header it is dropped (2.2).
/// Some versions of libcurl join the lines themselves, others hand them out as they came.
bool Exchange::take_fold(std::string_view line) {
  const std::string_view more = trimmed(line);
  if (!can_fold_ || more.empty()) return true;
  std::string& value = response_.headers.back().second;
  if (!value.empty()) value += ' ';
  value += more;
  return count_codings(more);
}

/// `list`: the value of the last header, or a line of it. No coding's name spans two lines.
bool Exchange::count_codings(std::string_view list) {
  const std::string& name = response_.headers.back().first;
  // None was asked for. Older versions of libcurl would undo it, newer ones end the transfer.
  if (equal_ignoring_case(name, "Transfer-Encoding"))
    return codings_in(list) == 0 || refuse(Limit::transfer_coding);
  if (equal_ignoring_case(name, "Content-Encoding")) codings_ += codings_in(list);
  return codings_ <= max_codings || refuse(Limit::codings);
}

/// For a body of the announced length: an answer that is not compressed is then copied once.
void Exchange::make_room(std::string_view content_length) {
  constexpr std::size_t enough = 1U << 20U;  // a peer can announce anything
  std::size_t length = 0;
  std::from_chars(content_length.data(), content_length.data() + content_length.size(), length);
  response_.body.reserve(std::min(length, enough));
}

bool Exchange::take_body(std::string_view data) {
  if (data.size() > max_body_ - response_.body.size()) return refuse(Limit::body);
  response_.body.append(data);
  return true;
}

HttpResponse Exchange::take_response(int status) noexcept {
  response_.status = status;
  return std::move(response_);
}

void Exchange::rethrow() const {
  if (error_) std::rethrow_exception(error_);
}

}  // namespace ticket0::inline v1::detail

#include "transport/exchange.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "types/ascii.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// Those in a list with commas that hide what is inside.
int count_codings(std::string_view list) {
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
    // For no bytes any answer is "all taken".
    return self.take_body({data, size * count}) ? size * count : size * count + 1;
  } catch (...) {
    self.error_ = std::current_exception();
    return size * count + 1;
  }
}

int Exchange::on_request(void* exchange, char* /*ip*/, char* /*local_ip*/, int /*port*/,
                         int /*local_port*/) noexcept {
  auto& self = *static_cast<Exchange*>(exchange);
  return ++self.requests_begun_ == 1 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

bool Exchange::refuse(Limit limit) noexcept {
  over_limit_ = limit;
  return false;
}

bool Exchange::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > max_headers) return refuse(Limit::headers);
  if (head_ != Head::begun && line.starts_with("HTTP/")) {
    head_ = Head::begun;
    response_.headers.clear();  // of an interim answer, such as 103
    codings_ = 0;
  } else if (line.starts_with('\r') || line.starts_with('\n')) {  // what libcurl takes for the empty line
    head_ = Head::complete;
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    const auto& [name, value] =
        response_.headers.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    if (equal_ignoring_case(name, "Content-Length")) make_room(value);
    if (head_ != Head::begun) return true;
    // None was asked for. Older versions of libcurl would undo it, newer ones end the transfer.
    if (equal_ignoring_case(name, "Transfer-Encoding") && count_codings(value) != 0)
      return refuse(Limit::transfer_coding);
    if (equal_ignoring_case(name, "Content-Encoding")) codings_ += count_codings(value);
    if (codings_ > max_codings) return refuse(Limit::codings);
  }
  return true;
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

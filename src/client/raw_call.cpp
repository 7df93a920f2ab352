#include "client/raw_call.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/check.hpp"
#include "base/text.hpp"
#include "http/headers.hpp"
#include "http/url.hpp"

namespace ticket0::inline v1::detail {

namespace {

constexpr std::array<std::string_view, 5> methods{"GET", "POST", "PUT", "PATCH", "DELETE"};

[[noreturn]] void refuse_call(std::string_view what) {
  detail::refuse<InvalidArgument>("Client::send:", what);
}

/// The method as a string of static storage.
std::string_view known_method(std::string_view method) {
  const std::string_view known = method_or_empty(method);
  if (known.empty()) refuse_call("the method has to be GET, POST, PUT, PATCH or DELETE, in capitals");
  return known;
}

/// As servers read it: without percent-encoding.
std::string decoded(std::string_view segment) {
  std::string plain;
  while (!segment.empty()) {
    unsigned char code = 0;
    const char* const hex = segment.data() + 1;
    const bool is_escape = segment.size() >= 3 && segment.front() == '%' &&
                           std::from_chars(hex, hex + 2, code, 16).ptr == hex + 2;
    plain += is_escape ? static_cast<char>(code) : segment.front();
    segment.remove_prefix(is_escape ? 3 : 1);
  }
  return plain;
}

void for_each_segment(std::string_view path, const auto& take) {
  path = path.substr(0, path.find('?'));
  while (!path.empty()) {
    path.remove_prefix(1);  // its slash
    const auto end = std::min(path.find('/'), path.size());
    take(path.substr(0, end));
    path.remove_prefix(end);
  }
}

std::string_view checked_path(std::string_view path) {
  if (!path.starts_with('/') || path.starts_with("//"))
    refuse_call("the path has to start with exactly one slash, e.g. \"/tickets\"; base_url goes before it");
  if (path.size() > max_header_text) refuse_call("the path " + std::string{too_long_for_head});
  const bool has_other = std::any_of(path.begin(), path.end(), [](char c) { return c <= ' ' || c > '~'; });
  if (has_other)
    refuse_call("the path contains a space, a control character or one that is not ASCII: percent-encode it");
  if (path.find('#') != std::string_view::npos)
    refuse_call("the path has a fragment (#): write %23 for the character");
  if (path.find('\\') != std::string_view::npos)
    refuse_call("the path has a backslash: write %5C for the character");
  if (has_dot_segment(path.substr(0, path.find('?'))))
    refuse_call("the path has a segment . or .., and has to stay below base_url");
  return path;
}

/// The reference's operation for it, or null.
const Operation* find_operation(std::string_view method, std::string_view route) {
  const auto found = std::find_if(operations::all.begin(), operations::all.end(), [&](const Operation& each) {
    return each.method == method && each.route == route;
  });
  return found == operations::all.end() ? nullptr : &*found;
}

/// The ticket of a POST that may be a reply to its customer, however its path is spelled. A request
/// about one of its messages, such as marking it as read, is not a reply.
std::optional<TicketId> ticket_of_reply(std::string_view method, std::string_view path) {
  std::string before;
  std::string last;
  for_each_segment(path, [&](std::string_view segment) {
    if (segment.empty()) return;  // an extra slash
    before = std::exchange(last, decoded(segment));
  });
  const bool is_reply = method == "POST" && equal_ignoring_case(last, "messages");
  return is_reply ? std::optional{TicketId{before}} : std::nullopt;
}

/// A POST below a ticket's messages may send mail too, though nobody knows as which message.
bool names_messages(std::string_view path) {
  bool found = false;
  for_each_segment(path, [&](std::string_view segment) {
    found = found || equal_ignoring_case(decoded(segment), "messages");
  });
  return found;
}

/// A raw write is never taken for an idempotent one: its body is not known.
Operation operation_of(std::string_view method, std::string_view route, bool check_before_repeat) {
  Operation operation{.method = method,
                      .route = route,
                      .call_class = method == "GET" ? CallClass::read : CallClass::unsafe,
                      .scope = {},
                      .risk = "the change may already be made",
                      .check_before_repeat = check_before_repeat};
  if (const Operation* known = find_operation(method, route)) {
    operation.scope = known->scope;
    if (!known->risk.empty()) operation.risk = known->risk;
  }
  return operation;
}

bool is_word_of_the_reference(std::string_view segment) {
  return std::any_of(operations::all.begin(), operations::all.end(), [segment](const Operation& each) {
    bool found = false;
    for_each_segment(each.route, [&](std::string_view word) { found = found || word == segment; });
    return found;
  });
}

}  // namespace

std::string_view method_or_empty(std::string_view method) noexcept {
  const auto found = std::find(methods.begin(), methods.end(), method);
  return found == methods.end() ? std::string_view{} : *found;
}

std::string route_of(std::string_view path) {
  std::string route;
  for_each_segment(path, [&](std::string_view segment) {
    route.append("/").append(is_word_of_the_reference(segment) ? segment : ":id");
  });
  return route;
}

RawCall::RawCall(std::string_view method, std::string_view path, std::string_view body)
    : target_(checked_path(path)),
      route_(route_of(path)),
      reply_to_(ticket_of_reply(method, path)),
      operation_(operation_of(known_method(method), route_, method == "POST" && names_messages(path))) {
  if (method == "GET" && !body.empty())
    refuse_call("a GET has no body: put what it asks for into the path's query");
}

}  // namespace ticket0::inline v1::detail

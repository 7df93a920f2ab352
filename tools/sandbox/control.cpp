#include "sandbox/control.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "mask_keys.hpp"
#include "sandbox/ascii.hpp"
#include "sandbox/body.hpp"
#include "sandbox/fault_file.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/request.hpp"
#include "sandbox/views.hpp"

namespace sandbox {
namespace {

constexpr std::string_view control_path = "/_sandbox";

std::string text_of_json(const Json& body) {
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string path_of(const Request& request) { return request.target.substr(0, request.target.find('?')); }

/// A header as it is shown; `name` is in lower case. A credential may be in a form that nobody recognises.
std::string shown_header(std::string_view name, const std::string& value) {
  if (name == "authorization") return "Bearer t0_…";
  return name == "proxy-authorization" || name == "cookie" ? "…" : value;
}

std::size_t number_after(const Request& request) {
  const auto text = parse_target(request.target).query.text("after");
  if (!text) return 0;
  std::size_t number = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
  if (parsed.ec != std::errc{} || parsed.ptr != text->data() + text->size())
    throw invalid("after must be the number of a request, or 0");
  return number;
}

}  // namespace

Control::Control(const Options& options, Service& service, RequestLog& log, Reset reset)
    : options_(options), service_(service), log_(log), reset_(std::move(reset)) {}

std::optional<Response> Control::answer(const Request& request, int port) const {
  const auto path = path_of(request);
  if (path != control_path && !path.starts_with(std::string(control_path) + "/")) return std::nullopt;
  Response response;
  Json body;
  try {
    std::tie(response.status, body) = act(request, port);
  } catch (const Refusal& refusal) {
    response = {.status = refusal.status(), .headers = refusal.headers()};
    body = error_json(refusal.code(), refusal.message());
  }
  response.body = text_of_json(without_keys(body));
  response.headers.emplace_back("Content-Type", "application/json");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::pair<int, Json> Control::act(const Request& request, int port) const {
  refuse_strangers(request, port);
  const auto what = request.method + " " + path_of(request).substr(control_path.size());
  if (what == "GET /requests") return {200, requests(request)};
  if (what == "GET /replies") return {200, replies()};
  if (what == "GET /budget") return {200, {{"budgets", service_.budgets()}}};
  if (what == "POST /faults") return {201, add_fault(request)};
  if (what == "POST /customer-answers") return {201, add_customer_answer(request)};
  if (what == "DELETE /faults" || what == "POST /reset") {
    if (request.method == "POST") reset_();
    service_.clear_faults();
    return {200, Json::object()};
  }
  throw not_found(
      "there are GET /_sandbox/requests?after=N, /_sandbox/replies and /_sandbox/budget, POST "
      "/_sandbox/faults, "
      "/_sandbox/reset and /_sandbox/customer-answers, and DELETE /_sandbox/faults");
}

/// A page in a browser can send requests here, by a name of its own that leads to this machine too. It can
/// neither set the Host nor leave out the Origin, nor send JSON without asking first.
void Control::refuse_strangers(const Request& request, int port) const {
  const bool is_v6 = options_.host.find(':') != std::string::npos;
  const auto number = ":" + std::to_string(port);
  const auto address = (is_v6 ? "[" + options_.host + "]" : options_.host) + number;
  const auto is_ours = [&](std::string_view authority) {
    return authority == address || authority == "localhost" + number;
  };
  if (!is_ours(request.header("Host"))) throw forbidden("the Host must be " + address);
  const auto origin = request.header("Origin");
  if (!origin.empty() && (!origin.starts_with("http://") || !is_ours(origin.substr(7))))
    throw forbidden("the Origin must be that of the sandbox, or none");
  const auto type = request.header("Content-Type");
  if (request.method == "POST" && type.substr(0, type.find(';')) != "application/json")
    throw forbidden("the Content-Type must be application/json");
}

Json Control::requests(const Request& request) const {
  Json list = Json::array();
  const auto after = number_after(request);
  for (const auto& entry : log_.entries()) {
    if (entry.number <= after) continue;
    Json headers = Json::object();
    for (const auto& [name, value] : entry.request.headers) headers[name] = shown_header(lower(name), value);
    list.push_back({{"number", entry.number},
                    {"method", entry.request.method},
                    {"target", entry.request.target},
                    {"route", entry.route},
                    {"status", entry.status},
                    {"headers", std::move(headers)},
                    {"body", entry.request.body}});
  }
  return {{"requests", std::move(list)}, {"total", log_.total()}};
}

Json Control::replies() const {
  Json list = Json::array();
  const auto& store = service_.store();
  for (const auto& ticket : store.ticket_ids()) {
    for (const auto& message : store.messages(ticket)) {
      if (message.sent_text.empty()) continue;
      list.push_back({{"ticketId", ticket},
                      {"id", message.id},
                      {"fromAddress", message.from_address.value_or("")},
                      {"bodyText", message.body_text},
                      {"sentText", message.sent_text},
                      {"createdAt", iso8601(message.created_at)}});
    }
  }
  return {{"replies", std::move(list)}};
}

Json Control::add_fault(const Request& request) const {
  try {
    auto faults = parse_faults("{\"faults\": [" + request.body + "]}", options_.generation);
    if (faults.size() != 1) throw invalid("the body must be exactly one fault");
    auto& fault = faults.front();
    if (!options_.relay && is_on_the_wire(fault.kind))
      throw invalid("the kind " + std::string(text(fault.kind)) + " needs Options::relay");
    service_.inject(std::move(fault));
  } catch (const FaultFileError& mistake) {
    throw invalid(mistake.what());
  }
  return Json::object();
}

Json Control::add_customer_answer(const Request& request) const {
  const Body body(request, {"ticketId", "bodyText"});
  auto& store = service_.store();
  const auto ticket = store.ticket(body.text("ticketId"));
  const auto customer = store.customer(ticket.customer_id);
  return views_of(options_.generation)
      .message(store.add_message(ticket.id, {.subject = ticket.subject,
                                             .from_address = customer.email,
                                             .from_name = customer.name,
                                             .body_text = body.text("bodyText"),
                                             .body_text_cleaned = body.text("bodyText"),
                                             .author_id = customer.id,
                                             .author_name = customer.name}));
}

std::string Control::without_keys(std::string text) const {
  for (const auto& [key, scopes, expired] : options_.keys) {
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at))
      text.replace(at, key.size(), "t0_…");
  }
  return mask_keys(text);
}

Json Control::without_keys(const Json& body) const {
  if (body.is_string()) return without_keys(body.get<std::string>());
  if (!body.is_structured()) return body;
  auto masked = body.is_array() ? Json::array() : Json::object();
  for (const auto& [name, value] : body.items()) {
    if (body.is_array()) {
      masked.push_back(without_keys(value));
    } else {
      masked[without_keys(name)] = without_keys(value);
    }
  }
  return masked;
}

}  // namespace sandbox

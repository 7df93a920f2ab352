#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "sandbox/body.hpp"
#include "sandbox/listing.hpp"
#include "sandbox/router.hpp"
#include "sandbox/views.hpp"

namespace sandbox {
namespace {

std::string with(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

/// As a service does that keeps mail as HTML.
std::string escaped(const std::string& text) {
  return "<p>" + with(with(with(text, "&", "&amp;"), "<", "&lt;"), "\n", "<br>") + "</p>";
}

void rewrite(NewReply& reply, std::string_view mode) {
  auto& text = reply.body_text;
  auto& address = reply.from_address;
  if (mode == "text_empty") text.clear();
  if (mode == "text_quoted") text = "> " + with(text, "\n", "\n> ");
  if (mode == "text_wrapped") text = with(text, " ", "\r\n");
  if (mode == "text_escaped") text = escaped(text);
  if (mode == "text_cut") text.resize(text.size() / 2);
  if (mode == "text_greeting") text = "Dear customer,\n\n" + text;
  if (mode == "text_signature") text += "\n\n-- \nThe support team";
  if (mode == "text_spaces") text = "\xEF\xBB\xBF" + with(text, " ", "\xC2\xA0") + "\r\n";
  if (mode == "address_empty") address.clear();
  if (mode == "address_tagged") address.insert(std::min(address.find('@'), address.size()), "+reply");
  if (mode == "address_other") address = "no-reply@mail.helpdesk.example";
}

}  // namespace

NewReply stored_otherwise(NewReply reply, std::span<const Fault> faults) {
  reply.sent_text = reply.body_text;
  for (const auto& fault : faults) {
    if (fault.kind == Fault::Kind::skew)
      reply.skew += fault.seconds;
    else
      rewrite(reply, fault.mode);
  }
  return reply;
}

namespace {

Answer list_messages(Store& store, const Call& call) {
  if (call.generation == Generation::older) {
    const Listing listing("messages", {call.id}, call, {.usual = 50, .most = 200});
    return {200, listing.json(store.messages(call.id, listing.slice(), call.as_of), call.views().message)};
  }
  Json list = Json::array();
  for (const auto& message : store.messages(call.id, call.as_of))
    list.push_back(call.views().message(message));
  const auto total = list.size();
  return {200, Json{{"messages", std::move(list)}, {"total", total}}};
}

/// Open, and it reads the newer generation's members too: a newer client meets an older workspace.
NewReply older_reply(const Request& request) {
  const Body body(request);
  const bool newer_text = !body.has("body") && body.has("bodyText");
  return {.from_address = body.optional_text("fromAddress").value_or("support@helpdesk.example"),
          .body_text = body.text(newer_text ? "bodyText" : "body"),
          .is_note = body.flag("isNote"),
          .to_closed = true};
}

NewReply newer_reply(const Request& request) {
  const Body body(request, {"fromAddress", "bodyText"});
  return {.from_address = body.email("fromAddress"), .body_text = body.text("bodyText")};
}

Answer send_message(Store& store, const Call& call) {
  store.ticket(call.id);
  const bool older = call.generation == Generation::older;
  const auto message = store.reply(
      call.id, stored_otherwise(older ? older_reply(call.request) : newer_reply(call.request), call.storing));
  Answer answer{201, call.views().message(message)};
  if (!message.is_note) answer.events.push_back({"message.sent", answer.body});
  return answer;
}

constexpr std::array routes_of_messages{
    Route{"GET", "/tickets/:id/messages", Scope::messages_read, list_messages},
    Route{"POST", "/tickets/:id/messages", Scope::messages_send, send_message},
};

}  // namespace

std::span<const Route> message_routes() { return routes_of_messages; }

}  // namespace sandbox

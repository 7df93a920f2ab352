#include "sandbox/rewrite.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

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

}  // namespace sandbox

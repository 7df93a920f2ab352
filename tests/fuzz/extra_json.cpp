// The JSON texts of `extra` on write: what is not one JSON value is refused, all else is sent as what it was.
#include "base/text.hpp"
#include "fuzz.hpp"
#include "json/encode.hpp"
#include "json/json_writer.hpp"
#include "json/nlohmann.hpp"
#include "ticket0/error.hpp"

using namespace ticket0;
using Document = ticket0_nlohmann::json;

namespace {

/// The body of a patch with `text` as a member's JSON; empty where it was refused.
std::string body_with(std::string_view text) try {
  return detail::json::encode(TicketPatch{.tags = {"a"}, .extra = {{"member", std::string{text}}}});
} catch (const InvalidArgument&) {
  return {};
}

void check_text(std::string_view text) try {
  const std::string body =
      detail::json::encode(NewReply{.from_address = "a@example.com", .body_text = std::string{text}});
  fuzz::require(Document::parse(body)["bodyText"] == text, "a text arrives as it was");
} catch (const InvalidArgument&) {
  fuzz::require(text.empty() || !detail::is_utf8(text), "only a text that is empty or not UTF-8 is refused");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_text(text);
  const std::string body = body_with(text);
  const auto canonical = detail::json::minify(text);
  fuzz::require(canonical.has_value() == !body.empty(), "what is not one JSON value is refused");
  if (!canonical) return 0;
  fuzz::require(Document::accept(text), "what is sent is JSON");
  fuzz::require(detail::json::minify(*canonical) == canonical, "it does not change a second time");
  const Document sent = Document::parse(body);
  fuzz::require(sent.size() == 2 && sent["member"] == Document::parse(text),
                "a value is sent as what it was");
  fuzz::require(sent["tags"] == Document::array({"a"}), "and changes no other member");
  return 0;
}

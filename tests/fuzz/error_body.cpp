// The body of an answer that is no success: any bytes are decoded, and what goes into a text is fit for a
// log.
#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "engine/redact.hpp"
#include "fuzz.hpp"
#include "json/error_body.hpp"

using namespace ticket0::detail;

namespace {

constexpr std::string_view key = "t0_canary";

void check_text(std::string_view foreign) {
  fuzz::require(is_utf8(foreign), "what is decoded is valid UTF-8");
  const std::string text = sanitize(foreign, key);
  fuzz::require(text.size() <= 200 + 3, "a foreign text is cut");
  fuzz::require(is_utf8(text), "a text of an error is valid UTF-8");
  fuzz::require(std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; }),
                "a text of an error has no control characters");
  fuzz::require(text.find(key) == std::string::npos, "a text of an error has no key");
  fuzz::require(without_keys(foreign, key).find(key) == std::string::npos, "nor has the whole message");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  const json::ErrorBody body = json::decode_error(bytes);
  check_text(body.code);
  check_text(body.message);
  check_text(body.retry_after);
  const std::string raw = sanitize(bytes, key);  // as of a transport that throws it
  fuzz::require(is_utf8(raw) && raw.find(key) == std::string::npos, "any bytes can be shown");
  return 0;
}

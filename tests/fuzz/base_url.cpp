// The address of the service, and of a proxy: what is checked is what libcurl connects to.
#include <algorithm>
#include <cctype>

#include "curl_url.hpp"
#include "fuzz.hpp"
#include "http/url.hpp"

using namespace ticket0::detail;

namespace {

void check_against_libcurl(const BaseUrl& base) {
  const fuzz::CurlUrl url{base.text + "/tickets?limit=1"};
  if (!url.good()) return;  // it would be refused before anything is sent
  std::string host = url.part(CURLUPART_HOST);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) { return std::tolower(c); });
  fuzz::require(host == base.origin.host || host.find(':') != std::string::npos,
                "libcurl asks the same host");
  fuzz::require(url.part(CURLUPART_PORT) == std::to_string(base.origin.port), "at the same port");
  fuzz::require(url.part(CURLUPART_SCHEME) == (base.origin.https ? "https" : "http"), "as safely");
  fuzz::require(url.part(CURLUPART_USER).empty() && url.part(CURLUPART_PASSWORD).empty(), "as nobody");
  fuzz::require(url.part(CURLUPART_FRAGMENT).empty(), "for all of it");
  fuzz::require(url.part(CURLUPART_PATH).ends_with("/tickets") && url.part(CURLUPART_QUERY) == "limit=1",
                "for the path behind the base URL");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  static_cast<void>(problem_of_proxy(text));
  const ParsedBaseUrl parsed = parse_base_url(text);
  fuzz::require(parsed.url.has_value() == parsed.problem.empty(), "a text is a URL, or is told why not");
  if (!parsed.url) return 0;
  const BaseUrl& base = *parsed.url;
  fuzz::require(base.origin.https || base.origin.is_loopback(),
                "a key goes in clear to loopback hosts alone");
  fuzz::require(!base.text.ends_with('/'), "no slash is left at the end");
  const ParsedBaseUrl again = parse_base_url(base.text);
  fuzz::require(again.url && again.url->text == base.text, "what was accepted is accepted");
  check_against_libcurl(base);
  return 0;
}

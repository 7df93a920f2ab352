// Client::send(): a line with method and path, then the body. And ids: any text as a part of a path.
#include "client/raw_call.hpp"
#include "curl_url.hpp"
#include "fuzz.hpp"
#include "resources/query.hpp"
#include "ticket0/error.hpp"

using namespace ticket0::detail;

namespace {

const std::string base = "https://app.example/api/v1";

void check_url(const std::string& target) {
  const fuzz::CurlUrl url{base + target};
  if (!url.good()) return;  // it would be refused before anything is sent
  fuzz::require(url.part(CURLUPART_HOST) == "app.example", "a path stays on the base URL's host");
  fuzz::require(url.part(CURLUPART_USER).empty(), "a path is no user");
  fuzz::require(url.part(CURLUPART_PATH).starts_with("/api/v1/"), "a path stays below the base URL");
  fuzz::require(url.part(CURLUPART_FRAGMENT).empty(), "all of a path is sent");
}

void check_raw_call(std::string_view method, std::string_view path, std::string_view body) try {
  const RawCall call{method, path, body};
  check_url(call.target());
  fuzz::require(call.operation().method == method, "a method is sent as it is");
  fuzz::require(
      call.operation().route.find_first_not_of("abcdefghijklmnopqrstuvwxyz-/:") == std::string_view::npos,
      "a route has nothing of an id or a query");
} catch (const ticket0::InvalidArgument&) {}

void check_id(std::string_view id) try {
  const std::string path = path_of(operations::list_messages, id, "TicketId");
  fuzz::require(path.starts_with("/tickets/") && path.ends_with("/messages"), "an id changes no other part");
  check_url(path);
  fuzz::require(
      std::string_view{path}.substr(9, path.size() - 18).find_first_of("/?#\\ ") == std::string_view::npos,
      "an id is one segment");
} catch (const ticket0::InvalidArgument&) {}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzz::text_of(data, size);
  check_id(rest);
  const std::string_view line = fuzz::take_line(rest);
  const auto blank = line.find(' ');
  check_raw_call(line.substr(0, blank), blank == std::string_view::npos ? "" : line.substr(blank + 1), rest);
  return 0;
}

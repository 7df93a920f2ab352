#include "transport/curl_library.hpp"

#include <curl/curl.h>

#include "ticket0/error.hpp"
#include "transport/curl_transport.hpp"
#include "transport/process_end.hpp"

static_assert(LIBCURL_VERSION_NUM >= 0x075000,
              "ticket0 needs libcurl 7.80 or newer, for CURLOPT_PREREQFUNCTION");

namespace ticket0::inline v1::detail {

namespace {

std::string initialise() {
  if (const CURLcode code = initialise_curl_for_this_process(); code != CURLE_OK)
    return process_is_ending() ? process_is_ending_text
                               : std::string{"libcurl cannot be initialised: "} + curl_easy_strerror(code);
  const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
  // Options that were there when this was compiled have to be there now; none of later versions is needed.
  constexpr unsigned needed = LIBCURL_VERSION_NUM < 0x075500 ? LIBCURL_VERSION_NUM : 0x075500;
  if (info->version_num < needed)
    return std::string{"the program was built for libcurl " LIBCURL_VERSION " and runs with the older "} +
           info->version;
  if ((info->features & CURL_VERSION_SSL) == 0) return "this libcurl was built without TLS";
  return {};
}

}  // namespace

void require_curl() {
  // Never destroyed: an exit handler may make a client.
  static const auto* const problem = new std::string{initialise()};
  if (!problem->empty()) throw TransportError{*problem, Outcome::not_sent};
}

std::string curl_version_text() {
  return std::string{"libcurl/"} + curl_version_info(CURLVERSION_NOW)->version;
}

}  // namespace ticket0::inline v1::detail

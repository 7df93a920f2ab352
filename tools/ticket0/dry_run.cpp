#include "dry_run.hpp"

#include <string>
#include <string_view>

#include "ticket0/error.hpp"

namespace tool {
namespace {

/// For a POSIX shell.
std::string for_shell(std::string_view text) {
  std::string word{'\''};
  for (const char c : text) {
    if (c == '\'') {
      word += R"('\'')";
    } else {
      word += c;
    }
  }
  return word + '\'';
}

}  // namespace

ticket0::HttpResponse DryRun::send(const ticket0::HttpRequest& request, const ticket0::SendContext&) {
  request_ = request;
  for (auto& [name, value] : request_->headers)
    if (name == "Authorization") value = "Bearer t0_…";
  throw ticket0::TransportError{"a dry run sends nothing", ticket0::Outcome::not_sent};
}

std::string curl_command(const ticket0::HttpRequest& request) {
  std::string command = "curl --globoff --request " + request.method + ' ' + for_shell(request.url);
  for (const auto& [name, value] : request.headers)
    command += " \\\n  --header " + for_shell(name + ": " + value);
  if (!request.body.empty()) command += " \\\n  --data-raw " + for_shell(request.body);
  return command + '\n';
}

}  // namespace tool

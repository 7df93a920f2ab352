#include "sandbox/cli.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "sandbox/keys.hpp"

namespace sandbox {
namespace {

int number(std::string_view option, std::string_view text, int least, int most) {
  int value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || value < least || value > most) {
    throw UsageError(std::string(option) + " takes a whole number from " + std::to_string(least) + " to " +
                     std::to_string(most));
  }
  return value;
}

std::string loopback(std::string_view text) {
  if (!is_loopback(text)) {
    throw UsageError("--host takes a loopback address: 127.0.0.1, ::1 or localhost");
  }
  return std::string(text);
}

/// The text of the error must not have the key in it.
std::string api_key(std::string_view text) {
  bool printable = text.size() > 3 && text.starts_with("t0_");
  for (const char byte : text) printable = printable && byte > ' ' && byte <= '~';
  if (!printable) throw UsageError("--key takes a key that starts with t0_ and has no blanks");
  return std::string(text);
}

std::set<Scope> scopes(std::string_view text) {
  std::set<Scope> scopes;
  for (;;) {
    const auto comma = text.find(',');
    const auto scope = parse_scope(text.substr(0, comma));
    if (!scope) {
      throw UsageError(
          "--scopes takes a list, separated by commas, of tickets:read tickets:write messages:read "
          "messages:send customers:read customers:write admin");
    }
    scopes.insert(*scope);
    if (comma == std::string_view::npos) return scopes;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

CommandLine parse_command_line(std::span<const char* const> arguments) {
  CommandLine line;
  auto& options = line.options;
  bool own_keys = false;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string_view option = arguments[at];
    const auto value = [&]() -> std::string_view {
      if (at + 1 == arguments.size()) throw UsageError(std::string(option) + " needs a value");
      return arguments[++at];
    };
    if (option == "--help" || option == "-h") {
      line.help = true;
    } else if (option == "--quiet") {
      line.quiet = true;
    } else if (option == "--port") {
      options.port = number(option, value(), 0, 65535);
    } else if (option == "--host") {
      options.host = loopback(value());
    } else if (option == "--limit") {
      options.requests_per_minute = number(option, value(), 0, 1'000'000);
    } else if (option == "--window") {
      options.window = std::chrono::seconds{number(option, value(), 1, 3600)};
    } else if (option == "--tickets") {
      options.tickets = static_cast<std::size_t>(number(option, value(), 0, 100'000));
    } else if (option == "--key") {
      if (!own_keys) options.keys.clear();
      own_keys = true;
      options.keys.push_back({.key = api_key(value())});
    } else if (option == "--scopes") {
      options.keys.back().scopes = scopes(value());
    } else {
      throw UsageError("unknown option " + std::string(option));
    }
  }
  return line;
}

std::string_view help_text() {
  return R"(ticket0-sandbox: a stand-in for the Ticket0 help desk's REST API on a loopback port.

Usage: ticket0-sandbox [OPTION]...

It keeps its state in memory, starts with the same tickets, customers, messages and articles every time, and
needs no account and no network. When it is ready it prints two lines:

  TICKET0_BASE_URL=http://127.0.0.1:PORT/api/v1
  TICKET0_API_KEY=t0_sandbox_admin

Options
  --port N        port to serve on; 0, the default, takes any free port
  --host ADDRESS  loopback address to serve on: 127.0.0.1 (default), ::1 or localhost; no other is taken
  --key KEY       an API key, default t0_sandbox_admin; may be repeated, the first one is printed
  --scopes LIST   scopes of the key named before it, separated by commas; default admin. There are
                  tickets:read tickets:write messages:read messages:send customers:read customers:write admin
  --limit N       requests a window for all keys together; 0, the default, has no limit. The service allows 60
  --window S      seconds of a window, default 60
  --tickets N     tickets to start with, default 250
  --quiet         no request log. Without it stderr gets a line a request: method, path, status, time; never a
                  key, a query or a body
  --help          this text

Endpoints, below /api/v1, with the scope that each needs
  GET   /tickets                tickets:read     status assigneeId inboxId tag limit cursor
  POST  /tickets                tickets:write    {subject, customerEmail, body, inboxId?}
  GET   /tickets/:id            tickets:read
  PATCH /tickets/:id            tickets:write    {status?, assigneeId?, tags?}
  GET   /tickets/:id/messages   messages:read
  POST  /tickets/:id/messages   messages:send    {fromAddress, bodyText}
  GET   /customers              customers:read   email externalId limit cursor
  POST  /customers              customers:write  {email, name?, externalId?, metadata?}
  GET   /customers/:id          customers:read
  PATCH /customers/:id          customers:write  {name?, metadata?}
  GET   /knowledge-base         tickets:read     query status limit cursor
  GET   /knowledge-base/:id     tickets:read

Example
  ticket0-sandbox --port 8080 &
  curl -H 'Authorization: Bearer t0_sandbox_admin' 'http://127.0.0.1:8080/api/v1/tickets?status=open&limit=3'

It stops on SIGINT (Ctrl-C) and SIGTERM.
Exit codes: 0 stopped by a signal, or this text; 1 cannot serve, e.g. the port is taken; 2 wrong usage.
)";
}

}  // namespace sandbox

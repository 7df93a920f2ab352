#include "sandbox/cli.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "sandbox/fault_file.hpp"
#include "sandbox/keys.hpp"
#include "sandbox/post.hpp"

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

Generation generation(std::string_view text) {
  if (text == "newer") return Generation::newer;
  if (text == "older") return Generation::older;
  throw UsageError("--generation takes newer or older");
}

double factor(std::string_view option, std::string_view text) {
  const bool plain = !text.empty() && text.size() <= 20 && text.front() != '.' &&
                     text.find_first_not_of("0123456789.") == std::string_view::npos;
  std::size_t read = 0;
  const auto value = plain ? std::stod(std::string(text), &read) : 0.0;
  if (read != text.size() || value > 1000) {
    throw UsageError(std::string(option) + " takes a number from 0 to 1000, such as 0.001");
  }
  return value;
}

/// The text of the error must not have the secret in it.
std::string webhook_secret(std::string_view text) {
  if (text.empty()) throw UsageError("--webhook-secret takes a text that is not empty");
  return std::string(text);
}

std::string webhook_url(std::string_view text) {
  if (!parse_endpoint(text)) {
    throw UsageError("--webhook takes an http URL, such as http://127.0.0.1:8081/webhooks");
  }
  return std::string(text);
}

/// False if it is none of its options. `value` takes the option's value.
template <class Value>
bool read_webhook_option(WebhookOptions& webhook, std::string_view option, const Value& value) {
  if (option == "--webhook") {
    webhook.url = webhook_url(value());
  } else if (option == "--webhook-retry-scale") {
    webhook.retry_scale = factor(option, value());
  } else if (option == "--webhook-delay") {
    webhook.delay = std::chrono::milliseconds{number(option, value(), 0, 3'600'000)};
  } else if (option == "--webhook-duplicate") {
    webhook.duplicate = number(option, value(), 0, 100);
  } else if (option == "--webhook-reorder") {
    webhook.reorder = number(option, value(), 0, 100);
  } else if (option == "--webhook-tamper") {
    webhook.tamper = number(option, value(), 0, 100);
  } else if (option == "--webhook-seed") {
    webhook.seed = static_cast<std::uint32_t>(number(option, value(), 0, 1'000'000));
  } else {
    return false;
  }
  return true;
}

/// What is a fault depends on the generation, which may be named after the file.
std::vector<Fault> faults(const std::string& file, Generation generation) {
  if (file.empty()) return {};
  try {
    return read_faults(file, generation);
  } catch (const FaultFileError& error) {
    throw UsageError("--faults " + file + ": " + error.what());
  }
}

}  // namespace

CommandLine parse_command_line(std::span<const char* const> arguments) {
  CommandLine line;
  auto& options = line.options;
  bool own_keys = false;
  std::string fault_file;
  std::vector<std::string> webhook_secrets;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string_view argument = arguments[at];
    const auto equals = argument.starts_with("--") ? argument.find('=') : std::string_view::npos;
    const auto option = argument.substr(0, equals);
    const auto value = [&]() -> std::string_view {
      if (equals != std::string_view::npos) return argument.substr(equals + 1);
      if (at + 1 == arguments.size()) throw UsageError(std::string(option) + " needs a value");
      return arguments[++at];
    };
    if (argument == "--help" || argument == "-h") {
      line.help = true;
    } else if (argument == "--quiet") {
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
    } else if (option == "--generation") {
      options.generation = generation(value());
    } else if (option == "--faults") {
      fault_file = value();
      if (fault_file.empty()) throw UsageError("--faults takes the name of a file");
    } else if (option == "--key") {
      if (!own_keys) options.keys.clear();
      own_keys = true;
      options.keys.push_back({.key = api_key(value())});
    } else if (option == "--scopes") {
      options.keys.back().scopes = scopes(value());
    } else if (option == "--webhook-secret") {
      webhook_secrets.push_back(webhook_secret(value()));
    } else if (!read_webhook_option(options.webhook, option, value)) {
      throw UsageError("unknown option " + std::string(option));
    }
  }
  if (!webhook_secrets.empty()) options.webhook.secrets = webhook_secrets;
  if (options.webhook.url.empty() && options.webhook != WebhookOptions{}) {
    throw UsageError("the options --webhook-... need --webhook URL");
  }
  options.faults = faults(fault_file, options.generation);
  return line;
}

}  // namespace sandbox

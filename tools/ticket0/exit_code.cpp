#include "exit_code.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "ticket0/webhook.hpp"

namespace tool {
namespace {

using ticket0::Outcome;

/// The library names members; the user of a command line knows options.
constexpr std::array<std::pair<std::string_view, std::string_view>, 18> option_names{{
    {"ClientOptions.timeout", "--timeout"},
    {"ClientOptions.proxy", "--proxy"},
    {"ClientOptions.tls.ca_file", "--ca-file"},
    {"ClientOptions.tls.client_cert_file", "a client certificate, which this program cannot show"},
    {"RateLimit.requests", "--per-minute"},
    {"NewTicket.customer_email", "--customer-email"},
    {"NewTicket.subject", "--subject"},
    {"NewTicket.body", "--body-file"},
    {"NewTicket.inbox_id", "--inbox"},
    {"NewReply.from_address", "--from"},
    {"NewReply.body_text", "--body-file"},
    {"NewCustomer.email", "--email"},
    {"Options.path", "--outbox-file"},
    {"adopt() is called", "`ticket0 outbox adopt` is run"},
    {"TicketPatch.", "--"},
    {"CustomerPatch.", "--"},
    {"TicketQuery.", "--"},
    {"CustomerQuery.", "--"},
}};

void replace_all(std::string& text, std::string_view old, std::string_view now) {
  for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + now.size()))
    text.replace(at, old.size(), now);
}

std::string in_options(std::string text, const Sources& sources) {
  replace_all(text, "ClientOptions.base_url", sources.address);
  replace_all(text, "ClientOptions.api_key", sources.key);
  for (const auto& [member, option] : option_names) replace_all(text, member, option);
  return text;
}

template <class E>
bool is(const ticket0::Error& error) {
  return dynamic_cast<const E*>(&error) != nullptr;
}

std::string_view next_step(ExitCode code) {
  switch (code) {
    case ExitCode::limit: return "; wait, or allow more time with --timeout";
    case ExitCode::network: return "; `ticket0 doctor` finds the cause";
    default: return "";
  }
}

}  // namespace

const char* const exit_codes =
    "  0    done\n"
    "  1    a problem on this machine, or a response that cannot be used\n"
    "  2    the command line or an argument is not valid; nothing was sent\n"
    "  3    no usable API key, or one that lacks the scope\n"
    "  4    not found\n"
    "  5    rejected by the service\n"
    "  6    the workspace's requests are used up\n"
    "  7    no connection, or no trusted one\n"
    "  8    a change was made or may have been made: look before you run the command again\n"
    "  130  interrupted; the call under way changed nothing\n";

ExitCode exit_code_of(const ticket0::Error& error, bool is_write) {
  const bool is_in_doubt = error.outcome() == Outcome::unknown || error.outcome() == Outcome::applied;
  if (is_write && is_in_doubt) return ExitCode::unknown;
  if (is<ticket0::CancelledError>(error)) return ExitCode::interrupted;
  if (is<ticket0::ConfigError>(error) || is<ticket0::InvalidArgument>(error)) return ExitCode::usage;
  if (is<ticket0::AuthenticationError>(error) || is<ticket0::PermissionError>(error)) return ExitCode::key;
  if (is<ticket0::NotFoundError>(error)) return ExitCode::not_found;
  if (is<ticket0::RateLimitError>(error)) return ExitCode::limit;
  if (is<ticket0::TransportError>(error)) return ExitCode::network;
  if (is<ticket0::webhook::SignatureError>(error)) return ExitCode::rejected;
  if (is<ticket0::ApiError>(error) && error.outcome() == Outcome::rejected) return ExitCode::rejected;
  return ExitCode::other;
}

std::string text_of(const ticket0::Error& error, const Sources& sources) {
  return in_options(error.what(), sources);
}

std::string report(const ticket0::Error& error, bool is_write, const Sources& sources) {
  const auto code = exit_code_of(error, is_write);
  if (code == ExitCode::unknown || code == ExitCode::other) return in_options(error.explain(), sources);
  auto text = text_of(error, sources);
  const auto next = next_step(code);
  if (!next.empty() && text.ends_with('.')) text.pop_back();
  return text + std::string{next};
}

}  // namespace tool

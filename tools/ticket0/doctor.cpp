#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "key.hpp"
#include "tools/mask_keys.hpp"

namespace tool {
namespace {

using Clock = std::chrono::system_clock;

/// More, and dates in a reply's or a webhook's checks are off.
constexpr std::chrono::seconds tolerated_skew{60};

/// Prints a line for each check, and remembers how the first one that failed ends the program.
class Findings {
 public:
  void good(std::string_view check, const std::string& text) { line("ok", Style::good, check, text); }
  void skipped(std::string_view check, const std::string& text) { line("-", Style::plain, check, text); }
  void bad(ExitCode code, std::string_view check, const std::string& text) {
    line("FAILED", Style::bad, check, text);
    if (code_ == ExitCode::done) code_ = code;
  }
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

 private:
  static void line(std::string_view mark, Style style, std::string_view check, const std::string& text) {
    std::string name{check};
    name.resize(16, ' ');
    std::string head{mark};
    head.resize(8, ' ');
    print(styled(head, style) + name + harmless(mask_keys(text)));
  }
  ExitCode code_{ExitCode::done};
};

std::optional<Clock::time_point> date_of(const ticket0::ResponseInfo& response) {
  const ticket0::HttpResponse as_response{.headers = response.headers};
  const auto date = as_response.header("Date");
  std::tm parts{};
  if (!date || ::strptime(std::string{*date}.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) == nullptr)
    return std::nullopt;
  return Clock::from_time_t(::timegm(&parts));
}

/// The scopes that a read can check.
constexpr std::array<std::string_view, 3> checked_scopes{"tickets:read", "messages:read", "customers:read"};

/// What the user asks about, beside the connection.
struct DoctorOptions {
  std::vector<std::string> needs{"tickets:read"};
  std::string outbox{};  // as --outbox-file has it
};

void check_needs(const std::vector<std::string>& needs) {
  for (const auto& each : needs)
    if (std::find(checked_scopes.begin(), checked_scopes.end(), each) == checked_scopes.end())
      throw UsageError{"--needs: " + each +
                       " cannot be checked; it takes tickets:read, messages:read or customers:read, because "
                       "only a write could tell of the others"};
}

std::string next_step(ticket0::TransportError::Reason reason, const Sources& sources) {
  using Reason = ticket0::TransportError::Reason;
  switch (reason) {
    case Reason::dns:
      return "Check the host in " + std::string{sources.address} + ", and this machine's name server.";
    case Reason::connect:
      return "Check host and port in " + std::string{sources.address} + ", and the firewalls in between.";
    case Reason::tls:
      return "Send no key there until this is clear: check the address, this machine's clock, a proxy that "
             "opens TLS "
             "(its authority goes into --ca-file), and the package ca-certificates.";
    case Reason::proxy:
      return "Check the proxy in https_proxy, HTTPS_PROXY, all_proxy or --proxy; --proxy \"\" does without.";
    default: return "Check the network, and run it again with --verbose.";
  }
}

class Doctor {
 public:
  Doctor(Session& session, DoctorOptions options) : session_(session), options_(std::move(options)) {}

  void run() {
    if (const auto client = usable_client()) {
      const auto cancellable = client->with({.cancel = session_.stop()});
      if (reaches_service(cancellable)) check_scopes(cancellable);
      if (const auto usage = client->rate_usage(); usage && shares_budget_)
        findings_.good("budget file", std::to_string(usage->free) + " of " +
                                          std::to_string(usage->used + usage->free) + " requests left");
    }
    check_outbox();
    check_webhook_secret();
    session_.end_with(findings_.code());
  }

 private:
  std::optional<ticket0::Client> usable_client() {
    try {
      auto options = session_.client_options();
      options.retry.max_attempts = 1;  // the first failure is what is asked for
      options.rate_limit.wait = false;
      shares_budget_ = options.rate_limit.store != nullptr;
      findings_.good("key", "its form is right");
      const auto address = options.base_url;
      ticket0::Client client{std::move(options)};
      findings_.good("address", address);
      return client;
    } catch (const KeyError& mistake) {
      findings_.bad(ExitCode::key, "key", mistake.what());
      findings_.skipped("connection", "not checked: that takes a key");
    } catch (const ticket0::ConfigError& mistake) {
      const auto text = text_of(mistake, session_.sources());
      const bool is_address = text.find(session_.sources().address) != std::string::npos;
      findings_.bad(exit_code_of(mistake, false), is_address ? "address" : "options", text);
      findings_.skipped("connection", "not checked: that takes options that are valid");
    }
    return std::nullopt;
  }

  /// The first request tells about the connection, the clock and the key.
  bool reaches_service(const ticket0::Client& client) {
    ticket0::ResponseInfo response;
    const auto sent = Clock::now();
    return scope(
        "tickets:read",
        [&] {
          const auto page = client.tickets().page({.limit = 1}, {.capture = &response});
          if (!page.items.empty()) ticket_ = page.items.front().id;
        },
        [&] {
          if (response.status == 0) return;
          findings_.good("connection", "name, connection and TLS");
          check_clock(response, sent);
        });
  }

  void check_clock(const ticket0::ResponseInfo& response, Clock::time_point sent) {
    const auto date = date_of(response);
    if (!date) return findings_.skipped("clock", "not checked: the response had no Date");
    const auto middle = sent + (Clock::now() - sent) / 2;
    const auto ahead = std::chrono::round<std::chrono::seconds>(middle - *date);
    const auto far = std::to_string(std::chrono::abs(ahead).count()) + " s";
    if (std::chrono::abs(ahead) <= tolerated_skew)
      return findings_.good("clock", "within " + far + " of the service's");
    findings_.bad(
        ExitCode::other, "clock",
        "this machine's clock is " + far + (ahead.count() > 0 ? " ahead of" : " behind") +
            " the service's. Set it, e.g. with NTP: webhooks would be refused as too old or too new.");
  }

  void check_scopes(const ticket0::Client& client) {
    const auto nothing = [] {};
    const auto ticket = ticket_.empty() ? ticket0::TicketId{std::string{"tkt_none"}} : ticket_;
    scope(
        "messages:read", [&] { (void)client.messages().page(ticket, {.limit = 1}); }, nothing);
    scope(
        "customers:read", [&] { (void)client.customers().page({.limit = 1}); }, nothing);
    scope(
        "knowledge base", [&] { (void)client.knowledge_base().page({.limit = 1}); }, nothing);
    findings_.skipped(
        "writing",
        "tickets:write, messages:send, customers:write: not checked, because only a write could "
        "tell. Try it on a ticket of your own: a key without the scope is refused (exit code "
        "3), and nothing is changed.");
  }

  /// Reports what a request that needs the scope `name` found out, after `first` has reported what came with
  /// any response. False if further requests would find the same.
  template <class Request, class First>
  bool scope(std::string_view name, Request request, First first) {
    try {
      request();
      first();
      findings_.good(name, "allowed");
      return true;
    } catch (const ticket0::PermissionError& error) {
      first();
      report_missing(std::string{error.needed_scope()}, name);
      return true;
    } catch (const ticket0::NotFoundError& error) {
      first();
      if (name == "messages:read") {  // who lacks the scope is told that first
        findings_.good(name, "allowed");
        return true;
      }
      findings_.bad(ExitCode::not_found, "address",
                    "the service has no such path. Check " + std::string{session_.sources().address} +
                        ": it ends in /api/v1.");
    } catch (const ticket0::Error& error) {
      first();
      findings_.bad(exit_code_of(error, false), check_of(error), cause_and_next_step(error));
    }
    return false;
  }

  void report_missing(const std::string& scope, std::string_view name) {
    const auto& needs = options_.needs;
    if (std::find(needs.begin(), needs.end(), scope) == needs.end())
      return findings_.skipped(name, "not available: the key lacks the scope " + scope + "; with --needs " +
                                         scope + " that is a failure");
    findings_.bad(ExitCode::key, name,
                  "the key lacks the scope " + scope + ". Make a key with it in the workspace's settings.");
  }

  /// What a failure is about that further requests would meet too.
  static std::string_view check_of(const ticket0::Error& error) {
    switch (exit_code_of(error, false)) {
      case ExitCode::key: return "key";
      case ExitCode::limit: return "limit";
      case ExitCode::network: return "connection";
      case ExitCode::usage: return "address";
      default: return "service";
    }
  }
  [[nodiscard]] std::string cause_and_next_step(const ticket0::Error& error) const {
    const auto sources = session_.sources();
    if (const auto* const failure = dynamic_cast<const ticket0::TransportError*>(&error))
      return text_of(error, sources) + " Next: " + next_step(failure->reason(), sources);
    if (const auto* const limit = dynamic_cast<const ticket0::RateLimitError*>(&error)) {
      const auto wait = limit->retry_after();
      return "the workspace's requests are used up" +
             (wait ? "; the next may go in " + std::to_string(wait->count()) + " s" : std::string{}) +
             ". Another program spends them: give each its share.";
    }
    return report(error, false, sources);
  }

  /// What waits in it needs no connection to be seen.
  void check_outbox() {
    if constexpr (has_outbox) {
      if (outbox_file(options_.outbox).empty()) return;
      try {
        const auto backlog = backlog_of(options_.outbox);
        if (!backlog.needs_a_person) return findings_.good("outbox", backlog.text);
        findings_.bad(
            ExitCode::unknown, "outbox",
            backlog.text +
                ". Look at the tickets of the unknown ones, which `ticket0 outbox list --state unknown` "
                "names, then retry or settle each.");
      } catch (const UsageError& mistake) {
        findings_.bad(ExitCode::usage, "outbox", mistake.what());
      } catch (const ticket0::Error& error) {
        findings_.bad(exit_code_of(error, false), "outbox", text_of(error));
      }
    }
  }

  /// What signs webhooks is an option of nothing here, but a wrong one is found late.
  void check_webhook_secret() {
    const char* const secret = std::getenv("TICKET0_WEBHOOK_SECRET");
    if (secret == nullptr) return;
    const std::string_view text{secret};
    if (text.empty() || text.find_first_of(" \t\r\n\"'") != std::string_view::npos)
      return findings_.bad(
          ExitCode::usage, "webhook secret",
          "TICKET0_WEBHOOK_SECRET is empty, or has a blank, a quote or a line break: copy it again.");
    findings_.good("webhook secret", "its form is right");
  }

  Session& session_;
  DoctorOptions options_;
  Findings findings_{};
  ticket0::TicketId ticket_{};
  bool shares_budget_{false};
};

}  // namespace

void add_doctor(CLI::App& program, Session& session) {
  auto& verb =
      add_verb(program, "doctor", "Finds out why it does not work: key, connection, clock, scopes, limit",
               {"ticket0 doctor", "ticket0 doctor --key-file ~/.ticket0-key",
                "ticket0 doctor --needs tickets:read --needs customers:read"});
  const auto wanted = std::make_shared<DoctorOptions>();
  verb.add_option("--needs", wanted->needs,
                  "a scope that the key has to have, tickets:read, messages:read or customers:read; may be "
                  "repeated; default: tickets:read")
      ->type_name("SCOPE")
      ->allow_extra_args(false);
  if constexpr (has_outbox)
    verb.add_option("--outbox-file", wanted->outbox,
                    "an outbox, to tell what waits in it; default: TICKET0_OUTBOX_FILE")
        ->type_name("FILE");
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    check_needs(wanted->needs);
    Doctor{session, *wanted}.run();
  });
}

}  // namespace tool

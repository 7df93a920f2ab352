#include "session.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "key.hpp"
#include "ticket0/budget.hpp"

namespace tool {
namespace {

/// Without a terminal, only longer waits are told.
constexpr std::chrono::seconds long_wait{5};

/// Tells on standard error of each request, or only of waits that a person would wonder about.
class Narrator final : public ticket0::Observer {
 public:
  explicit Narrator(bool verbose)
      : verbose_(verbose),
        longest_silence_(::isatty(STDERR_FILENO) == 1 ? std::chrono::seconds{1} : long_wait) {}
  void on_response(const Attempt& attempt, int status, std::chrono::microseconds took) noexcept override {
    if (verbose_) say(attempt, std::to_string(status) + ' ' + std::to_string(took.count() / 1000) + " ms");
  }
  void on_failure(const Attempt& attempt, std::string_view reason,
                  std::chrono::microseconds) noexcept override {
    if (verbose_) say(attempt, std::string{reason});
  }
  void on_wait(const Attempt& attempt, std::chrono::milliseconds time,
               ticket0::WaitReason reason) noexcept override {
    if (verbose_ || time > longest_silence_)
      say(attempt,
          "waits " + std::to_string((time.count() + 999) / 1000) + " s: " + std::string{to_string(reason)});
  }

 private:
  static void say(const Attempt& attempt, const std::string& text) {
    std::cerr << std::string{attempt.method} + ' ' + std::string{attempt.route} + ": " + text + '\n';
  }
  bool verbose_;
  std::chrono::seconds longest_silence_;
};

}  // namespace

void Session::take_connection(CLI::App& verb) {
  const auto option = [&verb](const char* name, auto& value, const char* type, const char* about) {
    return verb.add_option(name, value, about)->type_name(type)->group("Connection");
  };
  option("--key-file", key_file_, "FILE",
         "file of mode 600 with the API key, - for standard input; default: TICKET0_API_KEY");
  option("--base-url", base_url_, "URL",
         "address of the service; default: TICKET0_BASE_URL, else Ticket0's own");
  option("--ca-file", ca_file_, "FILE", "the only authorities to trust, as PEM; default: the system's");
  option("--proxy", proxy_, "URL",
         "proxy, \"\" for none; default: https_proxy and no_proxy of the environment");
  option("--timeout", timeout_, "SECONDS", "limit of each call, its waits included; 1 to 86400, default 120")
      ->check(CLI::Range(1, 86'400));
  option("--budget-file", budget_file_, "FILE",
         "file by which programs of this machine share the workspace's limit; default: TICKET0_BUDGET_FILE");
  verb.add_flag("-v,--verbose", verbose_, "a line on standard error for each request")->group("Connection");
}

void Session::take_format(CLI::App& verb) {
  auto* const json = verb.add_flag("--json", json_, "one JSON document, with every field")->group("Output");
  verb.add_flag("--jsonl", jsonl_, "a line of JSON for each object, as it arrives; not with --json")
      ->group("Output")
      ->excludes(json);
}

void Session::take_dry_run(CLI::App& verb) {
  verb.add_flag("--dry-run", dry_run_,
                "print the request as a curl command, with t0_… for the key; send nothing");
}

ticket0::ClientOptions Session::client_options() const {
  ticket0::ClientOptions options;
  const char* const base_url = std::getenv("TICKET0_BASE_URL");
  if (!base_url_.empty()) {
    options.base_url = base_url_;
  } else if (base_url != nullptr && *base_url != '\0') {
    options.base_url = base_url;
  }
  options.timeout = std::chrono::seconds{timeout_};
  options.tls.ca_file = ca_file_;
  if (proxy_) options.proxy = ticket0::Secret{std::string{*proxy_}};
  if (const auto file = budget_file(budget_file_); !file.empty())
    options.rate_limit.store = ticket0::file_budget(file);
  options.app_info = "ticket0-cli";
  options.observer = std::make_shared<Narrator>(verbose_);
  const char* const key = std::getenv("TICKET0_API_KEY");
  // Who only wants to see a request needs no key.
  const bool needs_none = dry_run_ && key_file_.empty() && (key == nullptr || *key == '\0');
  options.api_key = needs_none ? ticket0::Secret{std::string{"t0_dry_run"}} : read_key(key_file_);
  return options;
}

std::string budget_file(const std::string& option) {
  const char* const variable = std::getenv("TICKET0_BUDGET_FILE");
  return !option.empty() || variable == nullptr ? option : std::string{variable};
}

std::string_view source_of(const std::string& value_of_option, std::string_view option,
                           const char* variable) {
  const char* const value = std::getenv(variable);
  const bool is_from_variable = value_of_option.empty() && value != nullptr && *value != '\0';
  return is_from_variable ? std::string_view{variable} : option;
}

Sources Session::sources() const {
  return {.address = source_of(base_url_, "--base-url", "TICKET0_BASE_URL"),
          .key = source_of(key_file_, "--key-file", "TICKET0_API_KEY")};
}

ticket0::Client Session::client() const { return ticket0::Client{client_options()}.with({.cancel = stop_}); }

ticket0::Client Session::dry_client(std::shared_ptr<DryRun> transport) const {
  auto options = client_options();
  options.observer = nullptr;
  options.retry.max_attempts = 1;
  options.transport = std::move(transport);
  return ticket0::Client{std::move(options)};
}

std::string read_text(const std::string& option, const std::string& path) {
  std::string text;
  if (path == "-") {
    if (::isatty(STDIN_FILENO) == 1)
      throw UsageError{option + " -: standard input is a terminal; send the text by a pipe, or name a file"};
    text.assign(std::istreambuf_iterator<char>{std::cin}, {});
  } else {
    std::ifstream file{path, std::ios::binary};
    if (!file)
      throw UsageError{option + ": cannot open " + path + ": " + std::strerror(errno) +
                       "; name a file, or - for standard input"};
    text.assign(std::istreambuf_iterator<char>{file}, {});
    if (file.bad()) throw UsageError{option + ": cannot read " + path};
  }
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    throw UsageError{option + ": " + (path == "-" ? "standard input" : path) +
                     " is empty; write the text first"};
  return text;
}

}  // namespace tool

#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dry_run.hpp"
#include "exit_code.hpp"
#include "output.hpp"
#include "ticket0/client.hpp"
#include "verb.hpp"

namespace tool {

/// How far a command that changes something has come.
enum class Writing { none, begun, made };

/// What a run of the program has in common, whatever its command: the options about the connection and the
/// output, and the client made of them.
class Session {
 public:
  /// Calls end once `stop` is cancelled.
  explicit Session(ticket0::CancelToken stop) : stop_(std::move(stop)) {}

  /// @{
  /// Give `verb` the options.
  void take_connection(CLI::App& verb);
  void take_format(CLI::App& verb);
  void take_dry_run(CLI::App& verb);
  /// @}

  /// Throws KeyError without a usable key.
  [[nodiscard]] ticket0::ClientOptions client_options() const;
  [[nodiscard]] ticket0::Client client() const;
  [[nodiscard]] Sources sources() const;
  [[nodiscard]] bool is_verbose() const noexcept { return verbose_; }
  [[nodiscard]] const ticket0::CancelToken& stop() const noexcept { return stop_; }
  [[nodiscard]] Format format() const noexcept {
    return json_ ? Format::json : jsonl_ ? Format::jsonl : Format::table;
  }
  /// How the program ends if nothing is thrown.
  [[nodiscard]] ExitCode exit_code() const noexcept { return exit_code_; }
  void end_with(ExitCode code) noexcept { exit_code_ = code; }
  /// `begun` once write() or change() has begun: a failure may have changed something. `made` once what it
  /// does has returned.
  /// May be read from any thread, also when the session is gone.
  [[nodiscard]] std::shared_ptr<const std::atomic<Writing>> writing() const noexcept { return writing_; }

  /// Does what changes something without a request of its own. False of `make`: nothing was changed.
  template <class Change>
  void change(Change make) {
    *writing_ = Writing::begun;
    bool is_made = true;
    if constexpr (std::is_void_v<decltype(make())>)
      make();
    else
      is_made = make();
    *writing_ = is_made ? Writing::made : Writing::none;
  }
  /// Returns what `call(client)` does; a dry run prints its request in place of it, and returns nothing.
  /// `changes`: the call can change something.
  template <class Call>
  auto write(Call call, bool changes = true)
      -> std::optional<decltype(call(std::declval<const ticket0::Client&>()))> {
    if (!dry_run_) {
      if (changes) *writing_ = Writing::begun;
      auto made = call(client());
      if (changes) *writing_ = Writing::made;
      return made;
    }
    const auto transport = std::make_shared<DryRun>();
    try {
      return call(dry_client(transport));
    } catch (const ticket0::TransportError&) {
      if (!transport->request()) throw;
    }
    print_received(curl_command(*transport->request()));
    return std::nullopt;
  }

 private:
  [[nodiscard]] ticket0::Client dry_client(std::shared_ptr<DryRun> transport) const;

  ticket0::CancelToken stop_;
  std::string base_url_{};
  std::string key_file_{};
  std::string ca_file_{};
  std::string budget_file_{};
  std::optional<std::string> proxy_{};
  int timeout_{120};
  bool verbose_{false};
  bool dry_run_{false};
  bool json_{false};
  bool jsonl_{false};
  std::shared_ptr<std::atomic<Writing>> writing_{std::make_shared<std::atomic<Writing>>(Writing::none)};
  ExitCode exit_code_{ExitCode::done};
};

/// What has the value: `option` if it was given, else the environment's `variable` if that is set, else
/// `option`.
std::string_view source_of(const std::string& value_of_option, std::string_view option, const char* variable);

/// The value of --budget-file, or else of TICKET0_BUDGET_FILE; empty if there is none.
std::string budget_file(const std::string& option);

/// The text of a file, or of standard input if `path` is "-". Throws UsageError if it is empty, and for a
/// terminal: nobody is asked for anything.
std::string read_text(const std::string& option, const std::string& path);

}  // namespace tool

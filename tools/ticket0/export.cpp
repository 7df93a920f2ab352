#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "commands.hpp"
#include "export_files.hpp"
#include "export_progress.hpp"

namespace tool {
namespace {

using Start = std::optional<ticket0::Cursor>;

Start start_of(const std::string& note) { return unless_empty<ticket0::Cursor>(note); }
std::string note_of(const Start& cursor) { return cursor ? cursor->str() : std::string{}; }

/// Writes a workspace to files: every list page by page, with a commit after each response that it cannot do
/// without.
class Export {
 public:
  Export(ticket0::Client client, ExportFiles& files, ExportProgress& progress)
      : client_(std::move(client)), files_(files), progress_(progress) {}

  void customers() {
    list("customers", "customers",
         [&](Start start) { return client_.customers().list({.cursor = std::move(start)}); });
  }
  void tickets() {
    list("tickets", "tickets",
         [&](Start start) { return client_.tickets().list({.cursor = std::move(start)}); });
  }
  /// True if nothing is left to fetch.
  bool is_finished(bool with_messages) {
    for (const std::string name : {"customers", "article-index", "articles", "tickets"})
      if (!files_.file(name).is_finished()) return false;
    return !with_messages || files_.file("messages").is_finished();
  }

  /// With their bodies, which lists lack.
  void articles() {
    list("article-index", "knowledge base articles",
         [&](Start start) { return client_.knowledge_base().list({.cursor = std::move(start)}); });
    follow("article-index", "articles", "texts of knowledge base articles",
           [&](const std::string& id, const Start&, std::size_t, ExportFiles::File& file) {
             file.write(id, to_json(client_.knowledge_base().get(ticket0::ArticleId{std::string{id}})));
           });
  }
  /// Of each ticket in the file.
  void messages() {
    follow("tickets", "messages", "messages of tickets",
           [&](const std::string& id, const Start& start, std::size_t done, ExportFiles::File& file) {
             const ticket0::TicketId ticket{std::string{id}};
             for (const auto& page : client_.messages().list(ticket, {.cursor = start}).pages()) {
               for (const auto& each : page.items) file.write(each.id.str(), to_json(each));
               if (page.has_next()) file.commit(std::to_string(done) + ' ' + note_of(page.next));
             }
           });
  }

 private:
  /// `title` is for people.
  template <class List>
  void list(const std::string& name, const std::string& title, List of) {
    auto& file = files_.file(name);
    if (file.is_finished()) return;
    progress_.begin(title, file.count());
    for (const auto& page : of(start_of(file.note())).pages()) {
      for (const auto& each : page.items) file.write(each.id.str(), to_json(each));
      if (page.has_next()) file.commit(note_of(page.next));
      progress_.show(file.count(), client_.rate_usage());
    }
    file.finish();
  }

  /// Writes to `name` what `fetch` gets for each object in the file `from`. The note is how many are done,
  /// and the cursor within the next.
  template <class Fetch>
  void follow(const std::string& from, const std::string& name, const std::string& title, Fetch fetch) {
    auto& file = files_.file(name);
    if (file.is_finished()) return;
    const auto ids = ids_in(files_.file(from).path());
    const auto space = file.note().find(' ');
    std::size_t done = file.note().empty() ? 0 : std::stoul(file.note().substr(0, space));
    Start start = space == std::string::npos ? Start{} : start_of(file.note().substr(space + 1));
    progress_.begin(title, done, ids.size());
    for (; done < ids.size(); ++done) {
      try {
        fetch(ids[done], std::exchange(start, {}), done, file);
      } catch (const ticket0::NotFoundError&) {  // deleted since it was listed
      }
      file.commit(std::to_string(done + 1));
      progress_.show(done + 1, client_.rate_usage());
    }
    file.finish();
  }

  ticket0::Client client_;
  ExportFiles& files_;
  ExportProgress& progress_;
};

struct Wanted {
  std::string directory{};
  bool messages{false};
  std::optional<int> per_minute{};
};

void run_export(const Wanted& wanted, Session& session) {
  auto options = session.client_options();
  if (wanted.per_minute && options.rate_limit.store)
    throw UsageError{
        "--per-minute: a budget file (--budget-file, TICKET0_BUDGET_FILE) has one size for all programs that "
        "share it; leave one of the two out"};
  // Plain http is for this machine alone, so there is a sandbox behind it, which may have no limit.
  const int service_limit = options.rate_limit.requests;
  if (wanted.per_minute.value_or(1) > service_limit && !options.base_url.starts_with("http://"))
    throw UsageError{"--per-minute: the service allows a workspace " + std::to_string(service_limit) +
                     " requests a minute: name a number from 1 to " + std::to_string(service_limit)};
  options.rate_limit.requests = wanted.per_minute.value_or(options.rate_limit.requests);
  // A line for each request and a line that is overwritten do not go together.
  const auto progress = std::make_shared<ExportProgress>(
      ::isatty(STDERR_FILENO) == 1 && !session.is_verbose(), std::chrono::steady_clock::now,
      session.is_verbose() ? options.observer : nullptr);
  options.observer = progress;
  const auto address = options.base_url;
  const auto key = options.api_key;
  const ticket0::Client client{std::move(options)};  // before a directory is made for options that are wrong
  ExportFiles files{wanted.directory, address, key};
  Export job{client.with({.background = true, .cancel = session.stop()}), files, *progress};
  if (job.is_finished(wanted.messages))
    throw UsageError{"--out: " + wanted.directory + " holds a complete export of " + address + ", finished " +
                     ticket0::to_string(files.last_commit()) + ": name another directory for a new one"};
  try {
    job.customers();
    job.articles();
    job.tickets();
    if (wanted.messages) job.messages();
  } catch (const ticket0::CancelledError&) {
    progress->finish();
    std::cerr << "ticket0: stopped; the same command goes on where it stopped\n";
    return session.end_with(ExitCode::interrupted);
  }
  progress->finish();

  std::string summary;
  for (const std::string name : {"tickets", "customers", "articles", "messages"})
    if (name != "messages" || wanted.messages)
      summary += (summary.empty() ? "" : ", ") + std::to_string(files.file(name).count()) + ' ' + name;
  print(wanted.directory + ": " + summary +
        (wanted.messages ? "\n" : "; without messages (--messages adds them)\n"));
}

}  // namespace

void add_export(CLI::App& program, Session& session) {
  const auto wanted = std::make_shared<Wanted>();
  auto& verb =
      add_verb(program, "export",
               "Writes the workspace to a directory, its messages only with --messages; stopped or killed, "
               "the same command goes on",
               {"ticket0 export --out backup", "ticket0 export --out a-share --per-minute 30"});
  verb.add_option("--out", wanted->directory, "the directory: a new one, or one of an export to go on with")
      ->type_name("DIR")
      ->required();
  verb.add_flag("--messages", wanted->messages,
                "the messages of each ticket too, which are left out otherwise: a request a ticket");
  verb.add_option("--per-minute", wanted->per_minute,
                  "how many of the workspace's 60 requests a minute to use; default 60, less 10 for others; "
                  "not with a budget file")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  session.take_connection(verb);
  verb.callback([wanted, &session] { run_export(*wanted, session); });
}

}  // namespace tool

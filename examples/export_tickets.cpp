// Writes every ticket of a workspace to a file, one JSON object per line:
//   TICKET0_API_KEY=t0_... export_tickets FILE [--expect TICKETS] [--per-minute REQUESTS] [--progress]
// If it is killed and run again, it continues where it was, and each ticket is in FILE once. FILE.state
// stores the position; remove both files to start over. The newest tickets come first, so tickets created
// meanwhile are not included.
//   --expect      the number of tickets, for the bar and the time left: the service does not report it
//   --per-minute  how many of the workspace's 60 requests a minute this program may use
//   --progress    show progress even if stderr is not a terminal
#include <fstream>
#include <iostream>
#include <unordered_set>

#include "arguments.hpp"
#include "export_progress.hpp"
#include "resumable_file.hpp"
#include "run.hpp"
#include "ticket0/client.hpp"

namespace {

constexpr std::string_view goes_on_at = "next ";
constexpr std::string_view is_complete = "end";
constexpr std::string_view line_begin = R"({"id":)";

/// The ids, as JSON, of the tickets in the file.
std::unordered_set<std::string> ids_in(const std::string& path) {
  std::unordered_set<std::string> ids;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);)
    ids.insert(line.substr(line_begin.size(), line.find(',') - line_begin.size()));
  return ids;
}

void export_tickets(Arguments arguments) {
  const int expected = arguments.number("--expect", 0);
  const int per_minute = arguments.number("--per-minute", 60);
  const bool show_progress = arguments.flag("--progress");
  const std::string path = arguments.word();
  arguments.end();

  const auto progress = std::make_shared<ExportProgress>(expected, show_progress);
  auto options = ticket0::ClientOptions::from_env();
  options.rate_limit = {.requests = per_minute};
  options.observer = progress;
  const ticket0::Client client{std::move(options)};

  ResumableFile file{path};
  auto ids = ids_in(path);
  if (file.note() == is_complete) {
    std::cout << path << " is complete: " << ids.size() << " tickets\n";
    return;
  }
  std::optional<ticket0::Cursor> start;
  if (file.note().starts_with(goes_on_at)) {
    start = ticket0::Cursor{file.note().substr(goes_on_at.size())};
    std::cout << "going on after " << ids.size() << " tickets" << std::endl;
  }
  progress->begin(ids.size());

  auto tickets = client.tickets().list({.cursor = start});
  auto page = tickets.cursor();
  for (const auto& ticket : tickets) {
    if (tickets.cursor() != page) {  // the first ticket of a new page: all before it are written
      page = tickets.cursor();
      file.commit(std::string{goes_on_at} + page->str());
      progress->show(ids.size(), *client.rate_usage());
    }
    // Pages overlap if tickets move meanwhile. list() drops what it has returned itself, but does not know
    // what an earlier process got.
    if (ids.insert(ticket0::json_string(ticket.id.str())).second) file.write(to_json(ticket) + '\n');
  }
  file.commit(std::string{is_complete});
  progress->show(ids.size(), *client.rate_usage());
  progress->finish();
  std::cout << ids.size() << " tickets in " << path << '\n';
}

}  // namespace

int main(int count, char** words) {
  return run([&] {
    export_tickets(
        {count, words, "export_tickets FILE [--expect TICKETS] [--per-minute REQUESTS] [--progress]"});
  });
}

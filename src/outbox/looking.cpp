#include "outbox/looking.hpp"

#include <algorithm>
#include <array>

#include "outbox/pause.hpp"
#include "outbox/steps.hpp"

namespace ticket0::inline v1::outbox::detail {

using Needs = Writer::Needs;

namespace {

constexpr std::size_t at_a_time = 100;
/// After the entry became unknown, in microseconds.
constexpr std::array<std::int64_t, 3> look_times{60'000'000, 600'000'000, 3'600'000'000};

constexpr std::string_view cut_off =
    "The process that was sending it ended before a response came; the service may have it";
constexpr std::string_view ambiguous = "Two tickets have the subject with its mark; it may be either";

/// Word by word: the service may store a subject with other white space between them than it got.
std::string words_of(std::string_view subject) {
  constexpr std::string_view white = " \t\r\n\f\v";
  std::string words;
  for (;;) {
    subject.remove_prefix(std::min(subject.find_first_not_of(white), subject.size()));
    if (subject.empty()) return words;
    const auto word = subject.substr(0, subject.find_first_of(white));
    words.append(words.empty() ? "" : " ").append(word);
    subject.remove_prefix(word.size());
  }
}

/// By the words of the subject. More than one: nobody can tell which it is.
using Tickets = std::map<std::string, std::vector<TicketId>, std::less<>>;

/// Adds those of the newest thousand tickets that have exactly one of these subjects. One scan for all: it
/// ends when a whole page was created well before `since`. Throws what a call throws.
void find_tickets(const Client& client, Tickets& wanted, Timestamp since, const CancelToken& stop) {
  constexpr int most_pages = 10;
  constexpr int largest_page = 100;
  constexpr std::chrono::minutes clocks_differ_by{5};
  const auto is_older = [&](const Ticket& ticket) {
    return ticket.created_at && *ticket.created_at < since - clocks_differ_by;
  };
  TicketQuery query{.limit = largest_page};
  for (int i = 0; i < most_pages; ++i) {
    const Page<Ticket> page = client.tickets().page(query, {.cancel = stop});
    for (const Ticket& ticket : page.items) {
      const auto one = wanted.find(words_of(ticket.subject));
      if (one == wanted.end()) continue;
      auto& ids = one->second;
      if (std::find(ids.begin(), ids.end(), ticket.id) == ids.end()) ids.push_back(ticket.id);
    }
    const bool is_past = !page.items.empty() && std::all_of(page.items.begin(), page.items.end(), is_older);
    if (is_past || !page.next) break;
    query.cursor = page.next;
  }
}

}  // namespace

bool Looking::look() { return look_at(State::sending) && look_at(State::unknown); }

bool Looking::look_at(State state) {
  std::int64_t after = 0;
  for (;;) {
    const auto rows =
        core_.read([&](const Database& database) { return rows_in(database, state, after, at_a_time); });
    if (rows.empty()) return true;
    after = rows.back().entry.id;
    std::vector<Doubtful> tickets;
    for (const Row& each : rows) {
      if (stop_.cancelled()) return false;
      if (is_of_later(each)) count_from_now(each);
      if (!is_due(each)) continue;
      auto one = claimed(each);
      if (!one) continue;
      step("look.claimed");
      if (one->row.kind != Kind::ticket) {
        if (!look_for_reply(one->row)) return false;
      } else if (one->row.marker.empty()) {
        not_found(one->row, cut_off);
      } else {
        tickets.push_back(*std::move(one));
      }
    }
    if (!tickets.empty() && !look_for_tickets(tickets)) return false;
  }
}

bool Looking::is_due(const Row& row) const {
  if (row.entry.state == State::sending) return true;
  if (!row.looks || !row.doubt || !row.unknown) return false;
  if (*row.looks == not_looked_for) return true;
  return passed_since(*row.unknown, row.unknown_boot) >=
         look_times[std::min(static_cast<std::size_t>(*row.looks), look_times.size() - 1)];
}

/// The clock was set back while the machine was off.
bool Looking::is_of_later(const Row& row) const {
  return row.looks && row.unknown && passed_since(*row.unknown, row.unknown_boot) < 0;
}

void Looking::count_from_now(const Row& row) const {
  const Attempt attempt{.entry = row.entry.id, .number = row.entry.attempts};
  core_.write(Needs::nothing, [&](Database& database) {
    stamp_unknown(database, attempt, core_.moments().now(), core_.moments().boot());
  });
}

/// As it stands while nobody else can change it.
std::optional<Looking::Doubtful> Looking::claimed(const Row& row) const {
  auto claim = core_.claim(row);
  if (!claim) return std::nullopt;
  auto now = core_.read([&](const Database& database) { return find_row(database, row.entry.id); });
  if (!now || now->entry.state != row.entry.state || now->entry.attempts != row.entry.attempts ||
      !is_due(*now))
    return std::nullopt;
  return Doubtful{.row = *std::move(now), .claim = *std::move(claim)};
}

std::int64_t Looking::passed_since(const Moment& then, const std::string& boot) const {
  const Moment now = core_.moments().now();
  const bool is_of_this_start = !boot.empty() && boot == core_.moments().boot();
  return is_of_this_start ? now.running - then.running : now.wall - then.wall;
}

Timestamp Looking::begun_at(const Row& row) const {
  return timestamp(core_.moments().now().wall - passed_since(*row.doubt, row.doubt_boot));
}

std::optional<ReadContent> Looking::content_of(const Row& row) const {
  const auto text = core_.read([&](const Database& database) { return text_of(database, row.entry.id); });
  return text ? std::optional{read_content(row.entry.id, row.kind, *text, row.marker)} : std::nullopt;
}

bool Looking::look_for_reply(const Row& row) {
  if (!row.doubt || !row.entry.ticket) return true;  // its ticket is not found yet
  const auto read = content_of(row);
  if (!read) return true;
  if (!read->problem.empty()) {
    not_found(row, read->problem);
    return true;
  }
  const auto known =
      core_.read([&](const Database& database) { return known_messages(database, *row.entry.ticket); });
  ReplyLookup seen;
  const Moment begin = core_.moments().now();
  const auto failure = failure_in([&] {
    seen = client_.messages().find_reply(*row.entry.ticket, *read->content.reply, begun_at(row), known,
                                         {.cancel = stop_});
  });
  step("look.seen");
  if (failure) return failed(row, *failure);
  if (seen.state == ReplyLookup::State::found)
    found(row, {.message = seen.message->id}, begin);
  else
    not_found(row, cut_off);
  return true;
}

bool Looking::look_for_tickets(const std::vector<Doubtful>& tickets) {
  Tickets seen;
  Timestamp oldest = Timestamp::max();
  std::vector<std::string> subjects;
  std::vector<std::string> problems;
  for (const Doubtful& each : tickets) {
    const auto read = content_of(each.row);
    const bool is_readable = read && read->content.ticket;
    problems.push_back(read ? read->problem : "");
    subjects.push_back(is_readable ? words_of(read->content.ticket->subject) : "");
    if (is_readable) seen.try_emplace(subjects.back());
    if (each.row.doubt) oldest = std::min(oldest, begun_at(each.row));
  }
  const Moment begin = core_.moments().now();
  const auto failure = failure_in([&] { find_tickets(client_, seen, oldest, stop_); });
  step("look.seen");
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    const Row& row = tickets[i].row;
    if (failure && !failed(row, *failure)) return false;
    if (failure) continue;
    const auto one = seen.find(subjects[i]);
    const std::size_t number = one == seen.end() ? 0 : one->second.size();
    if (number == 1)
      found(row, {.ticket = one->second.front()}, begin);
    else
      not_found(row, !problems[i].empty() ? problems[i] : number == 0 ? cut_off : ambiguous);
  }
  return true;
}

bool Looking::failed(const Row& row, const Failure& failure) {
  if (failure.is_forbidden || failure.verdict == Verdict::reject) {  // the next look would end the same way
    not_found(row, failure.text);
    return true;
  }
  if (stop_.cancelled()) return false;
  core_.write(Needs::nothing, [&](Database& database) {
    static_cast<void>(
        begin_pause(database, core_.options().retry, failure.text, failure.wait, core_.moments().now()));
  });
  core_.paused(failure.text);
  return false;
}

void Looking::found(const Row& row, const Sent& sent, const Moment& begin) {
  bool is_stored = false;
  const Attempt attempt{.entry = row.entry.id, .number = row.entry.attempts};
  core_.write(Needs::nothing, [&](Database& database) {
    is_stored = become_sent(database, attempt, sent, core_.moments().now(), core_.options().keep_content);
    end_pause(database, begin, core_.moments().now());
  });
  step("look.stored");
  if (!is_stored) return;
  ++report_.sent;
  core_.changed(row.entry.key, State::sent, row.entry.attempts);
}

/// A look that is late counts for those that were to come before it.
std::optional<int> Looking::looks_after(const Row& row) const {
  const std::int64_t passed = passed_since(*row.unknown, row.unknown_boot);
  const auto so_many = std::upper_bound(look_times.begin(), look_times.end(), passed) - look_times.begin();
  const int looks = std::max(*row.looks + 1, static_cast<int>(so_many));
  return looks < static_cast<int>(look_times.size()) ? std::optional{looks} : std::nullopt;
}

void Looking::not_found(const Row& row, std::string_view why) {
  const Attempt attempt{.entry = row.entry.id, .number = row.entry.attempts};
  const bool was_sending = row.entry.state == State::sending;
  bool is_stored = false;
  core_.write(Needs::nothing, [&](Database& database) {
    if (is_broken(Rule::absence_proves_nothing)) {
      is_stored = was_sending && become_queued(database, attempt, why, false);
    } else if (was_sending) {
      is_stored = become_unknown(database, attempt, why, first_look_of(row), core_.moments().now(),
                                 core_.moments().boot());
    } else {
      was_looked_for(database, attempt, looks_after(row));
    }
  });
  step("look.stored");
  if (!was_sending || !is_stored) return;
  ++report_.unknown;
  core_.changed(row.entry.key, State::unknown, row.entry.attempts);
}

}  // namespace ticket0::inline v1::outbox::detail

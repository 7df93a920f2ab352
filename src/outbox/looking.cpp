#include "outbox/looking.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "outbox/pause.hpp"
#include "outbox/steps.hpp"

namespace ticket0::inline v1::outbox::detail {

using Needs = Writer::Needs;

namespace {

constexpr std::size_t at_a_time = 100;
/// After the doubt arose, in microseconds.
constexpr std::array<std::int64_t, 3> look_times{60'000'000, 600'000'000, 3'600'000'000};

constexpr std::string_view cut_off =
    "The process that was sending it ended before a response came; the service may have it";

/// The tickets whose subjects have these marks, as far as they are among the newest thousand. One scan for
/// all: it ends when a whole page was created well before `since`. Throws what a call throws.
std::map<std::string, TicketId, std::less<>> find_tickets(const Client& client,
                                                          std::span<const std::string> marks, Timestamp since,
                                                          const CancelToken& stop) {
  constexpr int most_pages = 10;
  constexpr int largest_page = 100;
  constexpr std::chrono::minutes clocks_differ_by{5};
  const auto is_older = [&](const Ticket& ticket) {
    return ticket.created_at && *ticket.created_at < since - clocks_differ_by;
  };
  std::map<std::string, TicketId, std::less<>> found;
  TicketQuery query{.limit = largest_page};
  for (int i = 0; i < most_pages && found.size() < marks.size(); ++i) {
    const Page<Ticket> page = client.tickets().page(query, {.cancel = stop});
    for (const Ticket& ticket : page.items)
      for (const std::string& mark : marks)
        if (ticket.subject.find(mark) != std::string::npos) found.try_emplace(mark, ticket.id);
    const bool is_past = !page.items.empty() && std::all_of(page.items.begin(), page.items.end(), is_older);
    if (is_past || !page.next) break;
    query.cursor = page.next;
  }
  return found;
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
  if (!row.looks || !row.doubt) return false;
  if (row.doubt_boot.empty() || row.doubt_boot != core_.moments().boot()) return true;
  const auto next = std::min(static_cast<std::size_t>(*row.looks), look_times.size() - 1);
  return core_.moments().now().running >= row.doubt->running + look_times[next];
}

/// As it stands while nobody else can change it.
std::optional<Looking::Doubtful> Looking::claimed(const Row& row) const {
  auto claim = core_.claim(row);
  if (!claim) return std::nullopt;
  auto now = core_.read([&](const Database& database) { return find_row(database, row.entry.id); });
  if (!now || now->entry.state != row.entry.state || now->entry.attempts != row.entry.attempts)
    return std::nullopt;
  return Doubtful{.row = *std::move(now), .claim = *std::move(claim)};
}

Timestamp Looking::begun_at(const Row& row) const {
  const Moment now = core_.moments().now();
  const bool is_of_this_start = !row.doubt_boot.empty() && row.doubt_boot == core_.moments().boot();
  return timestamp(is_of_this_start ? now.wall - (now.running - row.doubt->running) : row.doubt->wall);
}

bool Looking::look_for_reply(const Row& row) {
  if (!row.doubt) return true;
  struct Handed {
    std::optional<std::string> text;
    std::vector<MessageId> known;
  };
  const auto stored = core_.read([&](const Database& database) {
    return Handed{.text = text_of(database, row.entry.id),
                  .known = known_messages(database, *row.entry.ticket, row.doubt->wall)};
  });
  if (!stored.text) return true;
  ReplyLookup seen;
  const auto failure = failure_in([&] {
    seen = client_.messages().find_reply(*row.entry.ticket, read_reply(core_.options().path, *stored.text),
                                         begun_at(row), stored.known, {.cancel = stop_});
  });
  step("look.seen");
  if (failure) return failed(row, *failure);
  if (seen.state == ReplyLookup::State::found)
    found(row, {.message = seen.message->id});
  else
    not_found(row, cut_off);
  return true;
}

bool Looking::look_for_tickets(const std::vector<Doubtful>& tickets) {
  std::vector<std::string> markers;
  Timestamp oldest = Timestamp::max();
  for (const Doubtful& each : tickets) {
    markers.push_back(each.row.marker);
    oldest = std::min(oldest, begun_at(each.row));
  }
  std::map<std::string, TicketId, std::less<>> seen;
  const auto failure = failure_in([&] { seen = find_tickets(client_, markers, oldest, stop_); });
  step("look.seen");
  for (const Doubtful& each : tickets) {
    if (failure && !failed(each.row, *failure)) return false;
    if (failure) continue;
    const auto one = seen.find(each.row.marker);
    if (one != seen.end())
      found(each.row, {.ticket = one->second});
    else
      not_found(each.row, cut_off);
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

void Looking::found(const Row& row, const Sent& sent) {
  bool is_stored = false;
  const Attempt attempt{.entry = row.entry.id, .number = row.entry.attempts};
  core_.write(Needs::nothing, [&](Database& database) {
    is_stored = become_sent(database, attempt, sent, core_.moments().now(), core_.options().keep_content);
  });
  step("look.stored");
  if (!is_stored) return;
  ++report_.sent;
  core_.changed(row.entry.key, State::sent, row.entry.attempts);
}

void Looking::not_found(const Row& row, std::string_view why) {
  const Attempt attempt{.entry = row.entry.id, .number = row.entry.attempts};
  const bool was_sending = row.entry.state == State::sending;
  bool is_stored = false;
  core_.write(Needs::nothing, [&](Database& database) {
    if (is_broken(Rule::absence_proves_nothing)) {
      is_stored = was_sending && become_queued(database, attempt, why, false);
    } else if (was_sending) {
      is_stored = become_unknown(database, attempt, why, first_look_of(row));
    } else {
      const bool is_last = row.looks && *row.looks + 1 >= static_cast<int>(look_times.size());
      was_looked_for(database, attempt, is_last ? std::nullopt : std::optional{row.looks.value_or(0) + 1});
    }
  });
  step("look.stored");
  if (!was_sending || !is_stored) return;
  ++report_.unknown;
  core_.changed(row.entry.key, State::unknown, row.entry.attempts);
}

}  // namespace ticket0::inline v1::outbox::detail

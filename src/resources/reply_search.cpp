#include "resources/reply_search.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/headers.hpp"
#include "resources/reply_text.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// A thread with more pages has no end, or none within reach.
constexpr std::size_t most_pages = 1'000;
constexpr std::size_t most_remembered = 100'000;  // a few MB
constexpr std::string_view cache_control = "Cache-Control";

/// A look has no answer to give to the caller, and takes none from a cache.
CallScope for_a_look(CallScope call) {
  CallOptions& options = call.merged.options;
  options.capture = nullptr;
  options.before_bytes = nullptr;
  std::erase_if(options.headers,
                [](const auto& header) { return equal_ignoring_case(header.first, cache_control); });
  options.headers.emplace_back(cache_control, "no-cache");
  return call;
}

/// The next look would end the same way.
bool would_recur(FailureKind kind) {
  return kind == FailureKind::authentication || kind == FailureKind::permission ||
         kind == FailureKind::not_found;
}

std::size_t distinct(const std::vector<Message>& messages) {
  std::unordered_set<std::string_view> ids;
  for (const Message& message : messages) ids.insert(message.id.str());
  return ids.size();
}

}  // namespace

ReplyLook ReplySearch::look(const CallScope& call) {
  ReplyLook look;
  const auto fail = [&](const std::string& why, bool is_final) {
    failure_ = "a look at the ticket failed: " + why;
    look.judgement = {.is_final = is_final, .why = failure_};
  };
  is_crowded_ = perhaps_.size() >= most_remembered;
  looks_.emplace_back();  // proves nothing unless it comes to its end
  Reading reading = read_all(for_a_look(call));
  if (reading.failure) {
    const CallFailure& failure = look.failure.emplace(*std::move(reading.failure)).failure;
    fail(failure.headline, look.is_cancelled() || would_recur(failure.kind));
    return look;
  }
  if (!reading.problem.empty()) {
    fail(reading.problem, true);
    return look;
  }
  last_look_began_ = reading.times.front().asked;
  looks_.back() = {
      .dates = dates_of(reading.times, doubt_.arose),
      .is_complete = reading.is_whole && reading.total <= static_cast<std::int64_t>(reading.shown.size()),
      .is_clean = reading.tally.ours == 0 && reading.tally.perhaps() == 0};
  look.is_complete = looks_.back().is_complete;
  look.tally = reading.tally;
  look.judgement = judge(reading.tally);
  if (look.judgement.state == Judgement::State::found) look.message = std::move(reading.ours);
  return look;
}

std::string_view ReplySearch::why_unproven() const noexcept {
  const bool has_date = doubt_.response && doubt_.response->date;
  return detail::why_unproven(looks_, has_date ? doubt_.response->date : std::nullopt);
}

ReplySearch::Reading ReplySearch::read_all(const CallScope& call) {
  Reading reading;
  std::vector<Sorted> first;
  std::unordered_set<std::size_t> visited;
  MessageQuery query{.limit = has_pages_ ? std::optional{max_message_page_size} : std::nullopt};
  while (visited.size() < most_pages) {
    ObservedPage seen;
    CallLog log = engine_.log_of(operations::list_messages);
    if (auto failure = observe_messages(engine_, ticket_, query, call, seen, log)) {
      reading.failure.emplace(FailedLook{*std::move(failure), std::move(log)});
      return reading;
    }
    const std::optional<Cursor> next = seen.page.next;
    std::vector<Sorted> page = sort_page(std::move(seen), reading);
    if (next && !query.limit) {  // from the start, in as few requests as there can be
      first = std::move(page);
      has_pages_ = true;
      query.limit = max_message_page_size;
      continue;
    }
    take_page(std::move(page), reading);
    if (!next || reading.tally.ours + reading.tally.with_text > most_candidates) {
      take_first(std::move(first), reading);
      return reading;
    }
    if (!visited.insert(std::hash<Cursor>{}(*next)).second)
      return {.problem = "the service's cursors lead back to a page that was read already"};
    if (next->str().size() > max_header_text)
      return {.problem = "the service's cursor for the next page " + std::string{too_long_for_head}};
    query.cursor = next;
  }
  return {.problem = "the ticket has more than " + std::to_string(most_pages) + " pages of messages"};
}

std::vector<ReplySearch::Sorted> ReplySearch::sort_page(ObservedPage seen, Reading& reading) {
  const std::vector<Message>& messages = seen.page.items;
  std::vector<ResponseTime> responses{seen.time};
  if (doubt_.response) responses.push_back(*doubt_.response);
  const ReplyMemory& memory = *engine_.replies();
  MatchBy by{.window = window_of(doubt_.first, responses, memory.dates_agree(), seen.time.received),
             .older_names = seen.census.older_names};
  constexpr int whole_response = 200;  // not a part of it (206), nor what a proxy made of it (203)
  reading.is_whole = reading.is_whole && seen.status == whole_response && seen.census.dropped == 0 &&
                     !seen.census.total_unreadable && seen.census.objects == messages.size() &&
                     distinct(messages) == messages.size();
  reading.total = std::max(reading.total, seen.page.total.value_or(0));
  reading.times.push_back(seen.time);
  std::vector<Sorted> page;
  page.reserve(messages.size());
  for (Message& message : seen.page.items) {
    by.known = known(message);
    by.of_another_ticket = message.ticket_id && *message.ticket_id != ticket_;
    if (by.of_another_ticket) reading.is_whole = false;
    const Match as = sorted(message, by);
    page.push_back({.message = std::move(message), .as = as});
  }
  return page;
}

void ReplySearch::take(Sorted one, Reading& reading) const {
  const bool is_ours = one.as == Match::yes;
  if (is_ours && reading.ours && reading.ours->id == one.message.id) return;  // pages overlap
  count(reading.tally, one.message, reply_, one.as);
  if (is_ours && !reading.ours) reading.ours = std::move(one.message);
}

void ReplySearch::take_page(std::vector<Sorted> page, Reading& reading) const {
  for (Sorted& each : page) {
    const auto [shown, is_new] = reading.shown.try_emplace(std::hash<MessageId>{}(each.message.id), each.as);
    // The thread moved between two pages, and another message may be on neither.
    if (!is_new) reading.is_whole = false;
    if (!is_new && each.as != Match::no) shown->second = each.as;
    take(std::move(each), reading);
  }
}

void ReplySearch::take_first(std::vector<Sorted> page, Reading& reading) const {
  for (Sorted& each : page) {
    const auto again = reading.shown.find(std::hash<MessageId>{}(each.message.id));
    const bool is_missing = again == reading.shown.end();
    if (is_missing) reading.is_whole = false;
    const bool counts = is_missing || (again->second == Match::no && each.as != Match::no);
    if (counts) take(std::move(each), reading);
  }
}

ReplyMemory::Known ReplySearch::known(const Message& message) const {
  using Known = ReplyMemory::Known;
  if (std::find(doubt_.known.begin(), doubt_.known.end(), message.id) != doubt_.known.end())
    return Known::yes;
  const Known known = engine_.replies()->knows(ticket_, message);
  const bool may_be_it = doubt_.has_ended && known == Known::yes && message.body_text &&
                         has_text_of(*message.body_text, reply_.body_text);
  return may_be_it ? Known::perhaps : known;
}

Match ReplySearch::sorted(const Message& message, const MatchBy& by) {
  const std::size_t id = std::hash<MessageId>{}(message.id);
  if (perhaps_.contains(id)) return Match::perhaps;
  Match as = match(message, reply_, by);
  if (as == Match::yes && is_crowded_) as = Match::perhaps;
  if (as == Match::perhaps && perhaps_.size() < most_remembered) perhaps_.insert(id);
  return as;
}

}  // namespace ticket0::inline v1::detail

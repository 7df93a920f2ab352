#pragma once

#include <algorithm>
#include <ctime>
#include <map>

#include "engine/client_fixture.hpp"

/// A service that mails a reply, and then answers its call with 500 INTERNAL or not at all.
namespace reply_cases {

using namespace std::chrono_literals;
using std::chrono::seconds;
using Time = std::chrono::sys_time<seconds>;
using Members = std::map<std::string, std::string>;  // name -> JSON text; an empty one is left out

inline const std::string address = "help@acme.com";
inline const std::string text = R"(It isn't lost, <Jane> & co: it ships tomorrow by "express" mail.)";

[[nodiscard]] inline std::string object(const Members& members) {
  std::string all;
  for (const auto& [name, json] : members)
    if (!json.empty()) all += (all.empty() ? "\"" : ",\"") + name + "\":" + json;
  return "{" + all + "}";
}
[[nodiscard]] inline std::string http_date(Time time) {
  const std::time_t at = time.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&at, &parts);
  char out[40];
  return {out, std::strftime(out, sizeof out, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}
[[nodiscard]] inline std::string quoted(Time time) {
  return '"' + ticket0::to_string(ticket0::Timestamp{time}) + '"';
}

/// An answer to a look, for a test to spoil.
struct Look {
  int number;  // from 1
  std::vector<std::string> messages;
  std::optional<Time> date;
  std::string more{};  // members beside `messages`
  ticket0::Headers headers{};
  int status{200};
};

class Service final : public ticket0::Transport {
 public:
  enum class Doubt { internal, lost };

  explicit Service(std::shared_ptr<ticket0::fakes::ManualClock> clock) : clock_(std::move(clock)) {}

  Members stored_as{};       // how the copy of the first reply differs from what was sent
  seconds dated{0};          // its createdAt, ahead of the service's clock
  seconds machine_ahead{0};  // this machine's clock, ahead of the service's
  bool has_date{true};       // of the answers
  bool is_stored{true};      // else the first reply is lost
  bool is_older{false};      // pages of 50 messages, of up to 200 where that is asked for
  int doubtful{1};           // so many replies are answered with the doubt, the others as they should
  Doubt doubt{Doubt::internal};
  std::function<void(Look&)> on_look{};
  std::function<void()> on_reply{};  // once, while the first reply is under way
  std::vector<std::string> thread{};
  int replies{0};
  std::vector<ticket0::HttpRequest> looks{};

  [[nodiscard]] Time now() const { return std::chrono::floor<seconds>(clock_->wall() - machine_ahead); }
  /// Of the workspace, with the reply's text, now, but for what `differs`.
  [[nodiscard]] std::string message(const std::string& id, seconds created, const Members& differs) const {
    Members all{{"id", '"' + id + '"'},
                {"direction", R"("outbound")"},
                {"fromAddress", '"' + address + '"'},
                {"bodyText", ticket0::json_string(text)},
                {"createdAt", quoted(now() + created)}};
    for (const auto& [name, json] : differs) all[name] = json;
    return object(all);
  }
  void add(const std::string& id, seconds created = 0s, const Members& differs = {}) {
    thread.push_back(message(id, created, differs));
  }

  ticket0::HttpResponse send(const ticket0::HttpRequest& request, const ticket0::SendContext&) override {
    clock_->advance(50ms);
    return request.method == "POST" ? reply(request) : look(request);
  }

 private:
  static std::string sent_text(const std::string& body) {
    const auto from = body.find(R"("bodyText":)") + 11;
    auto to = from + 1;
    while (body[to] != '"') to += body[to] == '\\' ? 2U : 1U;
    return body.substr(from, to + 1 - from);
  }
  [[nodiscard]] ticket0::Headers dated_headers(std::optional<Time> date) const {
    return date ? ticket0::Headers{{"Date", http_date(*date)}} : ticket0::Headers{};
  }
  ticket0::HttpResponse reply(const ticket0::HttpRequest& request) {
    const bool is_doubtful = ++replies <= doubtful;
    if (on_reply) std::exchange(on_reply, {})();
    const std::string id = "msg_" + std::to_string(thread.size() + 1);
    Members differs{{"bodyText", sent_text(request.body)}};
    if (is_doubtful)
      for (const auto& [name, json] : stored_as) differs[name] = json;
    const std::string made = message(id, is_doubtful ? dated : 0s, differs);
    if (!is_doubtful || is_stored) thread.push_back(made);
    const auto headers = dated_headers(has_date ? std::optional{now()} : std::nullopt);
    if (!is_doubtful) return {.status = 201, .headers = headers, .body = made};
    if (doubt == Doubt::lost) throw ticket0::TransportError{"connection reset"};
    return {.status = 500, .headers = headers, .body = R"({"error":{"code":"INTERNAL","message":"oops"}})"};
  }
  static std::size_t number_in(const std::string& url, const std::string& name, std::size_t otherwise) {
    const auto at = url.find(name + "=");
    return at == std::string::npos ? otherwise : std::stoul(url.substr(at + name.size() + 1));
  }
  ticket0::HttpResponse look(const ticket0::HttpRequest& request) {
    looks.push_back(request);
    Look answer{.number = static_cast<int>(looks.size()),
                .messages = thread,
                .date = has_date ? std::optional{now()} : std::nullopt};
    if (is_older) {
      const std::size_t first = std::min(number_in(request.url, "cursor", 0), thread.size());
      const std::size_t last = std::min(first + number_in(request.url, "limit", 50), thread.size());
      answer.messages.assign(thread.begin() + static_cast<std::ptrdiff_t>(first),
                             thread.begin() + static_cast<std::ptrdiff_t>(last));
      answer.more = R"(,"nextCursor":)" + (last < thread.size() ? '"' + std::to_string(last) + '"' : "null");
    } else {
      answer.more = R"(,"total":)" + std::to_string(thread.size());
    }
    if (on_look) on_look(answer);
    std::string all;
    for (const std::string& each : answer.messages) all += (all.empty() ? "" : ",") + each;
    auto headers = dated_headers(answer.date);
    headers.insert(headers.end(), answer.headers.begin(), answer.headers.end());
    if (answer.status == 0) throw ticket0::TransportError{"connection reset"};
    return {.status = answer.status,
            .headers = headers,
            .body = R"({"messages":[)" + all + "]" + answer.more + "}"};
  }

  std::shared_ptr<ticket0::fakes::ManualClock> clock_;
};

/// What a reply came to: the id of a message, or "unknown". Any other end is a failure of the test.
[[nodiscard]] inline std::string end_of(const ticket0::Client& client, const std::string& what = text,
                                        const char* ticket = "tkt_1") {
  try {
    return client.messages()
        .reply(ticket0::TicketId{ticket}, {.from_address = address, .body_text = what})
        .id.str();
  } catch (const ticket0::ReplyOutcomeUnknown& e) {
    EXPECT_EQ(e.outcome(), ticket0::Outcome::unknown);
    return "unknown";
  } catch (const ticket0::Error& e) {
    ADD_FAILURE() << e.explain();
  }
  return "another error";
}

/// A service of its own, at a URL of its own, and a client of it.
struct Place {
  std::shared_ptr<ticket0::fakes::ManualClock> clock = std::make_shared<ticket0::fakes::ManualClock>();
  std::shared_ptr<Service> service = std::make_shared<Service>(clock);
  std::string url = "https://" + new_name() + ".example/api/v1";

  Place() { clock->advance(1h + 300ms); }
  /// A host's first label that no other place has.
  [[nodiscard]] static std::string new_name() {
    static int count = 0;
    return "service" + std::to_string(++count);
  }
  /// Its budget, and with it what the program remembers, is shared as with the default transport.
  [[nodiscard]] ticket0::Client client() const {
    return client_with({.api_key = ticket0::Secret{"t0_x"},
                        .base_url = url,
                        .rate_limit = {.requests = 1'000, .scope = "shared"},
                        .transport = service,
                        .clock = clock});
  }
};

}  // namespace reply_cases

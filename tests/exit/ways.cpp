// Ends in one of the ways in which programs do, with calls under way. The service is exit_server's.
//   exit_ways URL CA_FILE|- WAY   ends as WAY does, having printed what `--list` says
//   exit_ways --list              a line for each way: WAY STATUS OUTPUT
#include <curl/curl.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <latch>
#include <thread>

#include "ticket0/async.hpp"

/// OpenSSL's memory of a thread that ends after its exit handler is never freed, by anyone. That nothing of
/// libcurl's is lost, the leak checker still tells: it has its handles.
extern "C" const char* __lsan_default_suppressions() { return "leak:libcrypto.so"; }
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Outcome;
using ticket0::TicketId;

std::string url;
std::string ca_file;

ticket0::ClientOptions options() {
  ticket0::ClientOptions options;
  options.api_key = ticket0::Secret{"t0_test"};
  options.base_url = url;
  options.tls.ca_file = ca_file;
  options.rate_limit = {.requests = 1'000'000, .per = 60s, .scope = "exit"};
  return options;
}

/// Written by hand: std::cout may be of no use any more.
void say(const std::string& text) { static_cast<void>(!write(1, (text + " ").data(), text.size() + 1)); }

std::string tell(const ticket0::Error& e) {
  const bool says_why = std::strstr(e.what(), "the program is ending") != nullptr;
  return std::string{says_why ? "ending:" : "other:"} + (e.outcome() == Outcome::not_sent  ? "not_sent"
                                                         : e.outcome() == Outcome::unknown ? "unknown"
                                                                                           : "done");
}

/// How a call ends: "answered", or what its error says.
template <class Call>
std::string end_of(Call call) {
  try {
    static_cast<void>(call());
    return "answered";
  } catch (const ticket0::Error& e) {
    return tell(e);
  } catch (const std::exception& e) {
    return e.what();
  }
}

std::string get(const Client& client, const char* id = "tkt_1") {
  return end_of([&] { return client.tickets().get(TicketId{id}); });
}
std::string create(const Client& client) {
  return end_of([&] {
    return client.tickets().create({.subject = "s", .customer_email = "a@example.com", .body = "b"});
  });
}
std::string get_by_a_new_client() {
  return end_of([] { return Client{options()}.tickets().get(TicketId{"tkt_1"}); });
}

/// Jobs that are in the middle of calls, some of which get no answer and some that follow each other.
void keep_busy(const Client& client) {
  for (int i = 0; i < 8; ++i) {
    static_cast<void>(async(client, [hangs = i % 2 == 0](const Client& c) {
      while (get(c, hangs ? "tkt_hang" : "tkt_1") == "answered") continue;
    }));
  }
  static_cast<void>(get(client));  // some of them have connections now
}

/// Threads that nobody waits for; returns when each has made a call.
template <class Loop>
void detach(const Client& client, Loop loop) {
  const auto started = std::make_shared<std::latch>(8);
  for (int i = 0; i < 8; ++i)
    std::thread{[started, loop, c = client]() mutable {
      static_cast<void>(get(c));
      started->count_down();
      loop(c);
    }}.detach();
  started->wait();
}

/// Its destructor does something at the end of the program.
struct AtEnd {
  AtEnd() = default;
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;
  ~AtEnd() {
    if (act) act();
  }
  std::function<void()> act{};
};

// Older than any client.
AtEnd oldest;
std::unique_ptr<Client> global;
std::thread joined_at_end;
AtEnd joins;  // goes before the two above

void make_global() {
  global = std::make_unique<Client>(options());
  say(get(*global));
}

void call_at_end() {
  say(get(*global));
  say(create(*global));
  say(get_by_a_new_client());
}

void return_with_a_global() {
  make_global();
  keep_busy(*global);
}
void return_with_a_static_local() {
  static const Client client{options()};
  keep_busy(client);
}
void return_with_a_leaked_client() {
  static const auto* const client = new Client{options()};
  keep_busy(*client);
}
void return_with_thread_locals() {
  thread_local const Client own{options()};
  static_cast<void>(get(own));
  const Client client{options()};
  detach(client, [](const Client&) {
    thread_local const Client theirs{options()};
    while (get(theirs) == "answered") continue;
  });
}
void exit_in_main() {
  const Client client{options()};  // never destroyed
  keep_busy(client);
  std::exit(3);
}
void exit_in_a_job() {
  make_global();
  keep_busy(*global);
  async(*global, [](const Client& c) {
    static_cast<void>(get(c));
    std::exit(3);
  }).get();
}
void exit_in_a_continuation() {
  make_global();
  keep_busy(*global);
  async(*global, [](const Client& c) { return get(c); }).then([](const std::string&) { std::exit(3); }).get();
}
void exit_in_a_thread() {
  make_global();
  keep_busy(*global);
  const Client own = *global;  // that one is destroyed meanwhile
  std::thread{[] { std::exit(3); }}.detach();
  static_cast<void>(get(own, "tkt_hang"));
  pause();
}
void exit_in_an_observer() {
  struct Exits : ticket0::Observer {
    void on_response(const Attempt&, int, std::chrono::microseconds) noexcept override { std::exit(3); }
  };
  ticket0::ClientOptions observed = options();
  observed.observer = std::make_shared<Exits>();
  make_global();
  keep_busy(*global);
  static_cast<void>(get(Client{observed}));
}
void call_in_an_older_handler() {
  std::atexit(&call_at_end);
  make_global();
}
void call_in_a_younger_handler() {
  make_global();
  std::atexit([] { say(get_by_a_new_client()); });
}
void call_in_an_older_destructor() {
  static const auto* const kept = new Client{options()};
  make_global();
  oldest.act = [] { say(get(*kept)), say(create(*kept)), say(get_by_a_new_client()); };
}
void first_client_in_a_handler() {
  std::atexit([] { say(get_by_a_new_client()); });
}
void first_client_after_openssl() {
  curl_global_init(
      CURL_GLOBAL_DEFAULT);  // the program's own, so OpenSSL's handler comes before the destructor
  oldest.act = [] { say(get_by_a_new_client()); };
}
void join_in_a_destructor() {
  make_global();
  static std::string seen;
  static std::atomic<bool> begun{false};
  joined_at_end = std::thread{[c = *global] {
    begun = true;
    seen = get(c, "tkt_hang");
  }};
  joins.act = [] {
    joined_at_end.join();
    say(seen);
  };
  while (!begun) std::this_thread::yield();
  std::this_thread::sleep_for(20ms);  // most often it has sent its request then
}
void quick_exit_with_calls() {
  make_global();
  keep_busy(*global);
  std::at_quick_exit([] { say(get(*global)); });
  std::quick_exit(3);
}
void _exit_with_calls() {
  make_global();
  keep_busy(*global);
  _exit(3);
}
void threads_that_go_on() {
  detach(Client{options()}, [](const Client& c) {
    for (;;) static_cast<void>(get(c));
  });
}
void threads_that_end_with_it() {
  detach(Client{options()}, [](const Client& c) {
    while (get(c) == "answered") continue;
  });
}
void threads_that_end_by_then() {
  detach(Client{options()}, [](const Client&) {});
}
void main_thread_ends_first() {
  make_global();
  std::thread{[main = pthread_self()] {
    pthread_join(main, nullptr);
    say(get(*global));
  }}.detach();
  pthread_exit(nullptr);
}
void forked_child_exits() {
  make_global();
  const pid_t child = fork();
  if (child == 0) {
    std::atexit([] { say(get(*global)); });  // younger than the first client
    std::exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  say(status == 0 ? "child:0" : "child:" + std::to_string(status));
  say(get(*global));
}
void curl_of_the_programs_own() {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  static CURL* const own = curl_easy_init();
  static const auto fetch = [] {
    curl_easy_setopt(own, CURLOPT_URL, url.c_str());
    if (!ca_file.empty()) curl_easy_setopt(own, CURLOPT_CAINFO, ca_file.c_str());
    curl_easy_setopt(
        own, CURLOPT_WRITEFUNCTION,
        +[](char*, std::size_t size, std::size_t count, void*) { return size * count; });
    say(curl_easy_perform(own) == CURLE_OK ? "own:answered" : "own:failed");
  };
  fetch();
  std::atexit([] {  // older than the library's, younger than OpenSSL's
    fetch();
    curl_easy_cleanup(own);
    curl_global_cleanup();
  });
  make_global();
  keep_busy(*global);
}

struct Way {
  const char* name;
  void (*go)();
  int status;
  const char* output;
};
constexpr const char* refused = "answered ending:not_sent ending:not_sent ending:not_sent";
constexpr Way ways[] = {
    {"return_with_a_global", &return_with_a_global, 0, "answered"},
    {"return_with_a_static_local", &return_with_a_static_local, 0, ""},
    {"return_with_a_leaked_client", &return_with_a_leaked_client, 0, ""},
    {"return_with_thread_locals", &return_with_thread_locals, 0, ""},
    {"exit_in_main", &exit_in_main, 3, ""},
    {"exit_in_a_job", &exit_in_a_job, 3, "answered"},
    {"exit_in_a_continuation", &exit_in_a_continuation, 3, "answered"},
    {"exit_in_a_thread", &exit_in_a_thread, 3, "answered"},
    {"exit_in_an_observer", &exit_in_an_observer, 3, "answered"},
    {"call_in_an_older_handler", &call_in_an_older_handler, 0, refused},
    {"call_in_a_younger_handler", &call_in_a_younger_handler, 0, "answered answered"},
    {"call_in_an_older_destructor", &call_in_an_older_destructor, 0, refused},
    {"first_client_in_a_handler", &first_client_in_a_handler, 0, "answered"},
    {"first_client_after_openssl", &first_client_after_openssl, 0, "ending:not_sent"},
    {"join_in_a_destructor", &join_in_a_destructor, 0, "answered ending:(unknown|not_sent)"},
    {"quick_exit_with_calls", &quick_exit_with_calls, 3, "answered answered"},
    {"_exit_with_calls", &_exit_with_calls, 3, "answered"},
    {"threads_that_go_on", &threads_that_go_on, 0, ""},
    {"threads_that_end_with_it", &threads_that_end_with_it, 0, ""},
    {"threads_that_end_by_then", &threads_that_end_by_then, 0, ""},
    {"main_thread_ends_first", &main_thread_ends_first, 0, "answered answered"},
    {"forked_child_exits", &forked_child_exits, 0, "answered answered child:0 answered"},
    {"curl_of_the_programs_own", &curl_of_the_programs_own, 0, "own:answered answered own:answered"},
};

}  // namespace

int main(int count, char** words) {
  if (count == 2) {
    for (const Way& way : ways) std::cout << way.name << ' ' << way.status << ' ' << way.output << '\n';
    return 0;
  }
  if (count != 4) return 2;
  url = words[1];
  if (std::strcmp(words[2], "-") != 0) ca_file = words[2];
  for (const Way& way : ways)
    if (std::strcmp(way.name, words[3]) == 0) {
      way.go();
      return 0;
    }
  return 2;
}

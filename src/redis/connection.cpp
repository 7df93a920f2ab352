#include "redis/connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/thread_end.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1::detail {

using std::chrono::ceil;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// The value of `name:value` in what INFO says.
std::string field(std::string_view info, std::string_view name) {
  const std::string line = "\n" + std::string{name} + ":";
  const auto at = info.find(line);
  if (at == std::string_view::npos) return {};
  const auto rest = info.substr(at + line.size());
  return std::string{rest.substr(0, rest.find_first_of("\r\n"))};
}

int number(std::string_view text) noexcept {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string_view text_of(const redisReply& reply) noexcept {
  return reply.str != nullptr ? std::string_view{reply.str, reply.len} : std::string_view{};
}

/// Milliseconds for poll(): at least 1 if the time is not up.
int left(RedisTime until) noexcept {
  const auto time = ceil<milliseconds>(until - steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(time, 0, 60'000));
}

}  // namespace

Wakeup::Wakeup() {
  if (pipe(ends_) != 0)
    throw std::system_error{errno, std::generic_category(), "a pipe for redis_budget() cannot be made"};
  for (const int end : ends_) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(end, F_SETFL, O_NONBLOCK);
  }
}

Wakeup::~Wakeup() {
  for (const int end : ends_) close(end);
}

void Wakeup::wake() const noexcept {
  const NoThreadCancel whole;
  const char any = 0;
  [[maybe_unused]] const auto written = write(ends_[1], &any, 1);  // a full pipe is readable, too
}

void Wakeup::drain() const noexcept {
  char all[64];
  while (read(ends_[0], all, sizeof all) > 0) {}
}

void Wakeup::wait(RedisTime until) const noexcept {
  pollfd end{.fd = ends_[0], .events = POLLIN, .revents = 0};
  if (poll(&end, 1, left(until)) > 0) drain();
}

bool is_permanent(std::string_view error) noexcept {
  constexpr std::array<std::string_view, 6> kinds{"NOAUTH",   "WRONGPASS", "NOPERM",
                                                  "ERR AUTH", "MOVED",     own_error};
  const auto is_one = [error](std::string_view kind) { return error.starts_with(kind); };
  // Redis 6 puts its own words before the error of a command in a script.
  return std::any_of(kinds.begin(), kinds.end(), is_one) ||
         error.find("WRONGTYPE ") != std::string_view::npos;
}

std::unique_ptr<RedisConnection> RedisConnection::open(const RedisBudgetOptions& options,
                                                       const std::string& address, std::string_view script,
                                                       const Members& ghosts, const Wakeup& stop,
                                                       const std::atomic<bool>& stopped, std::string& why) {
  const bool is_network = options.unix_socket.empty();
  if (is_network && !options.password.empty() && !options.allow_plaintext && !is_loopback(address)) {
    why.assign(own_error).append("RedisBudgetOptions.").append(is_unencrypted);
    why.append(" (").append(options.host).append(" is ").append(address).append(")");
    return nullptr;
  }
  redisContext* const context = is_network ? redisConnectNonBlock(address.c_str(), options.port)
                                           : redisConnectUnixNonBlock(options.unix_socket.c_str());
  std::unique_ptr<RedisConnection> made{new RedisConnection{context}};
  if (context == nullptr || context->err != 0) {
    why = context == nullptr ? "out of memory" : context->errstr;
    return nullptr;
  }
  fcntl(context->fd, F_SETFD, FD_CLOEXEC);

  const auto ask = [&](const std::vector<std::string>& command) {
    return made->ask(command, steady_clock::now() + options.timeout, stop, stopped, why);
  };
  if (!options.password.empty()) {
    std::vector<std::string> auth{"AUTH"};
    if (!options.user.empty()) auth.emplace_back(options.user.reveal());
    auth.emplace_back(options.password.reveal());
    const bool is_in = ask(auth) != nullptr;
    std::fill(auth.back().begin(), auth.back().end(), '\0');
    if (!is_in) return nullptr;
  }
  // Its answer says that the server has reached this connection: it is done with what an earlier one left.
  if (!ask({"PING"})) return nullptr;
  const RedisReply server = ask({"INFO", "server"});
  if (!server) return nullptr;
  const RedisReply memory = ask({"INFO", "memory"});
  if (!memory) return nullptr;
  Server& facts = made->server_;
  facts.run_id = field(text_of(*server), "run_id");
  made->told_at_ = steady_clock::now();
  // The difference of two times without their fractions: up to a second too much.
  facts.uptime = std::chrono::seconds{std::max(1, number(field(text_of(*server), "uptime_in_seconds"))) - 1};
  const std::string version = field(text_of(*server), "redis_version");
  const std::string policy = field(text_of(*memory), "maxmemory_policy");
  if (number(version) < 6)
    facts.unusable = "Redis 6 or newer is needed, but the server is version " + version;
  else if (policy != "noeviction")
    facts.unusable = "the server may evict keys (maxmemory-policy is " + policy + "); set it to noeviction";
  if (!facts.unusable.empty()) return made;
  const RedisReply loaded = ask({"SCRIPT", "LOAD", std::string{script}});
  if (!loaded) return nullptr;
  facts.script = text_of(*loaded);
  for (const auto& [key, members] : ghosts) {
    std::vector<std::string> removal{"ZREM", key};
    removal.insert(removal.end(), members.begin(), members.end());
    if (!ask(removal)) return nullptr;
  }
  return made;
}

std::chrono::microseconds RedisConnection::uptime() const noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(server_.uptime +
                                                               (steady_clock::now() - told_at_));
}

bool RedisConnection::append(const std::vector<std::string>& command) {
  std::vector<const char*> words;
  std::vector<std::size_t> sizes;
  for (const std::string& each : command) {
    words.push_back(each.data());
    sizes.push_back(each.size());
  }
  is_written_ = false;
  return redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), words.data(), sizes.data()) ==
         REDIS_OK;
}

bool RedisConnection::flush() {
  int done = 0;
  if (!is_written_ && redisBufferWrite(context_.get(), &done) != REDIS_OK) return false;
  is_written_ = is_written_ || done != 0;
  return true;
}

bool RedisConnection::wait(RedisTime until, const Wakeup& wake) {
  pollfd all[2]{{.fd = context_->fd, .events = POLLIN, .revents = 0},
                {.fd = wake.descriptor(), .events = POLLIN, .revents = 0}};
  if (!is_written_) all[0].events |= POLLOUT;
  if (poll(all, 2, left(until)) <= 0) return true;
  wake.drain();
  if ((all[0].revents & POLLOUT) != 0 && !flush()) return false;
  return (all[0].revents & (POLLIN | POLLHUP | POLLERR)) == 0 || redisBufferRead(context_.get()) == REDIS_OK;
}

RedisReply RedisConnection::next(bool& lost) {
  void* reply = nullptr;
  lost = redisGetReplyFromReader(context_.get(), &reply) != REDIS_OK;
  return RedisReply{static_cast<redisReply*>(reply)};
}

RedisReply RedisConnection::ask(const std::vector<std::string>& command, RedisTime until, const Wakeup& stop,
                                const std::atomic<bool>& stopped, std::string& why) {
  bool lost = !append(command);
  while (!lost) {
    RedisReply reply = next(lost);
    if (reply && reply->type == REDIS_REPLY_ERROR) {
      why = std::string{text_of(*reply)};
      return nullptr;
    }
    if (reply) return reply;
    if (lost) break;
    if (stopped || steady_clock::now() >= until) {
      why = "no response in time";
      return nullptr;
    }
    lost = !wait(until, stop);
  }
  why = context_->err != 0 ? context_->errstr : "the connection was closed";
  return nullptr;
}

bool is_loopback(const std::string& address) noexcept {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24U) == IN_LOOPBACKNET;
  return inet_pton(AF_INET6, address.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

std::vector<std::string> addresses_of(const std::string& host, RedisTime until, std::string& why) {
  unsigned char any[sizeof(in6_addr)];
  if (inet_pton(AF_INET, host.c_str(), any) == 1 || inet_pton(AF_INET6, host.c_str(), any) == 1)
    return {host};
  struct LookUp {
    std::mutex mutex{};
    std::condition_variable done{};
    bool is_done{false};
    std::vector<std::string> addresses{};
    std::string why{};
  };
  const auto look_up = std::make_shared<LookUp>();
  const auto run = [look_up, host] {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int code = getaddrinfo(host.c_str(), nullptr, &hints, &found);
    const std::lock_guard lock{look_up->mutex};
    if (code != 0) look_up->why = gai_strerror(code);
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) try {
        char text[NI_MAXHOST] = "";
        if (getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
          look_up->addresses.emplace_back(text);
      } catch (const std::bad_alloc&) {}  // one fewer
    if (found != nullptr) freeaddrinfo(found);
    look_up->is_done = true;
    look_up->done.notify_all();
  };
  try {
    std::thread{run}.detach();
  } catch (const std::system_error& e) {
    why = std::string{"no thread to look the host up: "} + e.what();
    return {};
  }
  std::unique_lock lock{look_up->mutex};
  const bool is_done = look_up->done.wait_until(lock, until, [&] { return look_up->is_done; });
  if (is_done && !look_up->addresses.empty()) return look_up->addresses;
  why =
      "the name of the host cannot be looked up: " + (is_done ? look_up->why : "the look-up takes too long");
  return {};
}

}  // namespace ticket0::inline v1::detail

#include "budget/redis_server.hpp"

#include <hiredis/hiredis.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace {

std::string text_of(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER) return std::to_string(reply.integer);
  if (reply.type != REDIS_REPLY_ARRAY) return reply.str != nullptr ? std::string{reply.str, reply.len} : "";
  std::string all;
  for (std::size_t i = 0; i < reply.elements; ++i) all += text_of(*reply.element[i]) + "\n";
  return all;
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> more) : more_(std::move(more)) { start(); }

RedisServer::~RedisServer() { kill(); }

void RedisServer::start() {
  std::vector<std::string> words{
      REDIS_SERVER, "--port", "0",         "--unixsocket", socket(), "--dir", directory_.path().string(),
      "--save",     "",       "--logfile", file("log")};
  words.insert(words.end(), more_.begin(), more_.end());
  std::vector<char*> arguments;
  for (std::string& each : words) arguments.push_back(each.data());
  arguments.push_back(nullptr);
  process_ = fork();
  if (process_ == 0) {
    execv(REDIS_SERVER, arguments.data());
    _exit(127);
  }
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (ask({"PING"}).empty()) {
    if (std::chrono::steady_clock::now() > until) throw std::runtime_error{"redis-server does not start"};
    std::this_thread::yield();
  }
}

void RedisServer::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

void RedisServer::freeze() const { ::kill(process_, SIGSTOP); }
void RedisServer::thaw() const { ::kill(process_, SIGCONT); }

std::string RedisServer::ask(const std::vector<std::string>& command) const {
  redisContext* const context = redisConnectUnix(socket().c_str());
  std::string said;
  if (context != nullptr && context->err == 0) {
    std::vector<const char*> words;
    std::vector<std::size_t> sizes;
    for (const std::string& each : command) {
      words.push_back(each.data());
      sizes.push_back(each.size());
    }
    auto* const reply = static_cast<redisReply*>(
        redisCommandArgv(context, static_cast<int>(words.size()), words.data(), sizes.data()));
    if (reply != nullptr) said = text_of(*reply);
    freeReplyObject(reply);
  }
  redisFree(context);
  return said;
}

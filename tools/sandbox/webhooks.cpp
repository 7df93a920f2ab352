#include "sandbox/webhooks.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/clock.hpp"
#include "sandbox/json.hpp"
#include "sandbox/webhook_delivery.hpp"

namespace sandbox {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using Lock = std::lock_guard<std::mutex>;

constexpr std::chrono::seconds longest_hold{1};
constexpr std::size_t senders = 4;
constexpr std::size_t kept_attempts = 1000;

WebhookOptions checked(WebhookOptions options) {
  if (const auto mistake = mistake_in(options)) {
    throw std::invalid_argument("WebhookOptions::" + *mistake);
  }
  return options;
}

std::string hex(std::uint32_t number) {
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[(number >> shift) & 15U];
  return text;
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// Still JSON, so that nothing but the signature tells.
std::string tampered(std::string body) {
  body.insert(body.rfind('}'), R"(,"tampered":true)");
  return body;
}

std::string log_line(const WebhookAttempt& attempt) {
  auto line = "webhook " + attempt.type + (attempt.id.empty() ? "" : " " + attempt.id) + " attempt " +
              std::to_string(attempt.number) + " " +
              (attempt.status == 0 ? "-" : std::to_string(attempt.status));
  if (attempt.abandoned) line += ", abandoned";
  return line;
}

}  // namespace

Webhooks::Webhooks(WebhookOptions options, Clock clock, std::function<void(std::string_view)> log)
    : options_(checked(std::move(options))),
      endpoint_(parse_endpoint(options_.url).value()),
      clock_(std::move(clock)),
      dice_(options_.seed),
      run_(hex(std::random_device{}())),
      log_(std::move(log)),
      running_(senders) {
  for (std::size_t sender = 0; sender < senders; ++sender) senders_.emplace_back([this] { send_all(); });
}

Webhooks::~Webhooks() {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    // Once more for a connection that was just being opened.
    do {
      for (auto& post : sending_) post.disconnect();
    } while (!changed_.wait_for(lock, 5ms, [this] { return running_ == 0; }));
  }
  for (auto& sender : senders_) sender.join();
}

void Webhooks::ping() {
  const Lock lock(mutex_);
  queue_.add({.type = "ping", .body = R"({"ping":true})"}, steady_clock::now());
  changed_.notify_all();
}

std::string Webhooks::emit(const Event& event) {
  const auto created = iso8601({clock_.instant()});
  const Lock lock(mutex_);
  Delivery delivery{.event = ++counts_.events, .type = std::string(event.type)};
  delivery.id = "evt_" + run_ + "_" + std::to_string(delivery.event);
  delivery.body = dump({{"id", delivery.id},
                        {"type", event.type},
                        {"createdAt", created},
                        {"workspaceId", "ws_sandbox"},
                        {"data", event.data}});

  auto due = steady_clock::now() + options_.delay;
  if (held_ != 0) {
    delivery.overtakes = std::exchange(held_, 0);
  } else if (dice_.hit(Dice::Of::reorder, options_.reorder, delivery)) {
    held_ = delivery.event;
    due += longest_hold;
  }
  queue_.add(delivery, due);
  if (dice_.hit(Dice::Of::duplicate, options_.duplicate, delivery)) {
    auto twin = delivery;
    twin.twin = true;
    queue_.add(std::move(twin), due);
  }
  changed_.notify_all();
  return delivery.id;
}

bool Webhooks::flush(std::chrono::milliseconds within) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (held_ != 0) queue_.hasten(std::exchange(held_, 0), steady_clock::now());
  changed_.notify_all();
  return changed_.wait_for(lock, within, [this] { return queue_.size() + sending_.size() == 0; });
}

WebhookCounts Webhooks::counts() const {
  const Lock lock(mutex_);
  auto counts = counts_;
  counts.pending = queue_.size() + sending_.size();
  return counts;
}

std::vector<WebhookAttempt> Webhooks::attempts() const {
  const Lock lock(mutex_);
  return {attempts_.begin(), attempts_.end()};
}

/// Of one thread.
void Webhooks::send_all() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    auto delivery = queue_.take(steady_clock::now());
    if (!delivery) {
      if (const auto next = queue_.next()) {
        changed_.wait_until(lock, *next);
      } else {
        changed_.wait(lock);
      }
      continue;
    }
    if (delivery->event == held_) held_ = 0;
    const auto post = sending_.emplace(sending_.end());
    lock.unlock();
    auto made = attempt(*delivery, *post);
    lock.lock();
    sending_.erase(post);
    if (!stopping_) settle(std::move(*delivery), std::move(made));
    changed_.notify_all();
  }
  --running_;
  changed_.notify_all();
}

WebhookAttempt Webhooks::attempt(const Delivery& delivery, Post& post) const {
  const bool is_event = delivery.event != 0;
  const auto& secret =
      options_.secrets[is_event ? dice_.pick(Dice::Of::secret, options_.secrets.size(), delivery) : 0];
  WebhookAttempt made{.id = delivery.id,
                      .type = delivery.type,
                      .number = delivery.attempts + 1,
                      .twin = delivery.twin,
                      .body = delivery.body,
                      .signature = signature(secret, delivery.body),
                      .at = steady_clock::now()};
  if (is_event && dice_.hit(Dice::Of::tamper, options_.tamper, delivery)) made.body = tampered(made.body);
  made.status = post.send(endpoint_, made.body, made.signature);
  made.abandoned = !made.delivered() && !retry_wait(made.number, options_.retry_scale);
  if (log_) log_(log_line(made));
  return made;
}

void Webhooks::settle(Delivery delivery, WebhookAttempt made) {
  ++counts_.attempts;
  ++delivery.attempts;
  const auto now = steady_clock::now();
  if (delivery.attempts == 1 && delivery.overtakes != 0) queue_.hasten(delivery.overtakes, now);
  if (made.delivered()) {
    ++counts_.delivered;
  } else if (const auto wait = retry_wait(made.number, options_.retry_scale)) {
    queue_.add(std::move(delivery), now + *wait);
  } else {
    ++counts_.abandoned;
  }
  if (attempts_.size() == kept_attempts) attempts_.pop_front();
  attempts_.push_back(std::move(made));
}

}  // namespace sandbox

#include "engine/shared_replies.hpp"

#include <algorithm>

namespace ticket0::inline v1::detail {

namespace {

/// An object that a service is known by: gone once its owners are, so that another at the same address is
/// not taken for it.
struct Part {
  explicit Part(const std::shared_ptr<const void>& of) : address(of.get()), alive(of) {}
  [[nodiscard]] bool is_gone() const noexcept { return address != nullptr && alive.expired(); }
  const void* address;
  std::weak_ptr<const void> alive;
};

struct Service {
  explicit Service(const ServiceKey& key)
      : base_url(key.base_url), clock(key.clock), transport(key.transport) {}
  [[nodiscard]] bool is_gone() const noexcept { return clock.is_gone() || transport.is_gone(); }
  [[nodiscard]] bool is_idle() const noexcept { return memory.use_count() == 1; }
  [[nodiscard]] bool is(const ServiceKey& key) const noexcept {
    return clock.address == key.clock.get() && transport.address == key.transport.get() &&
           base_url == key.base_url;
  }
  std::string base_url;
  Part clock;
  Part transport;
  std::shared_ptr<ReplyMemory> memory{std::make_shared<ReplyMemory>()};
};

struct Services {
  std::mutex mutex{};
  std::list<Service> services{};  // the one used last comes last
};

/// Never destroyed: a client may live as long as the program.
Services& services_of_process() {
  static auto* const all = new PerProcess<Services>{};
  return all->get();
}

std::shared_ptr<ReplyMemory> find_or_make(const ServiceKey& key) {
  Services& all = services_of_process();
  const std::lock_guard lock{all.mutex};
  std::list<Service>& services = all.services;
  std::erase_if(services, [](const Service& each) { return each.is_gone(); });
  const auto found =
      std::find_if(services.begin(), services.end(), [&key](const Service& each) { return each.is(key); });
  if (found == services.end())
    services.emplace_back(key);
  else
    services.splice(services.end(), services, found);
  std::shared_ptr<ReplyMemory> memory = services.back().memory;
  auto idle = static_cast<std::size_t>(
      std::count_if(services.begin(), services.end(), [](const Service& each) { return each.is_idle(); }));
  std::erase_if(services, [&idle](const Service& each) {
    if (idle <= SharedReplies::most_idle || !each.is_idle()) return false;
    --idle;
    return true;
  });
  return memory;
}

}  // namespace

ServiceKey service_key(const ClientOptions& options, std::string_view base_url) {
  const bool has_scope = options.rate_limit && !options.rate_limit->scope.empty();
  ServiceKey key{.base_url = std::string{base_url}, .clock = options.clock};
  if (!has_scope) key.transport = options.transport;
  return key;
}

const std::shared_ptr<ReplyMemory>& SharedReplies::get() const {
  Own& own = own_.get();
  std::call_once(own.found, [&] { own.memory = find_or_make(key_); });
  return own.memory;
}

}  // namespace ticket0::inline v1::detail

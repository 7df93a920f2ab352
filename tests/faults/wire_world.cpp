#include "faults/wire_world.hpp"

namespace faults {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int speed = 400;

/// Gives libcurl the time that an attempt has in the system's time.
class SlowedTransport final : public ticket0::Transport {
 public:
  SlowedTransport(std::shared_ptr<ticket0::Transport> inner, std::shared_ptr<FastClock> clock)
      : inner_(std::move(inner)), clock_(std::move(clock)) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override {
    ticket0::SendContext slowed = context;
    slowed.time_left = std::max(milliseconds{1}, context.time_left / clock_->speed());
    return inner_->send(request, slowed);
  }

  void close_idle_connections() noexcept override { inner_->close_idle_connections(); }

 private:
  std::shared_ptr<ticket0::Transport> inner_;
  std::shared_ptr<FastClock> clock_;
};

sandbox::Options options_of(const std::shared_ptr<FastClock>& clock) {
  sandbox::Options options;
  options.tickets = 0;
  options.relay = true;
  options.now = [clock] { return clock->wall(); };
  return options;
}

}  // namespace

steady_clock::time_point FastClock::now() noexcept {
  return start_ + (steady_clock::now() - start_) * speed_ + skipped_.load();
}

std::chrono::system_clock::time_point FastClock::wall() noexcept {
  return wall_start_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(now() - start_);
}

bool FastClock::wait_until(steady_clock::time_point when, const ticket0::CancelToken& cancel) {
  return cancel.wait_until(start_ + (when - start_ - skipped_.load()) / speed_ +
                           std::chrono::microseconds{1});
}

WireWorld::WireWorld() : clock_(std::make_shared<FastClock>(speed)), server_(options_of(clock_)) {
  ticket0::ClientOptions options{.api_key = ticket0::Secret{server_.key()}, .base_url = server_.url()};
  const auto curl = ticket0::make_default_transport(options);
  options.transport = std::make_shared<SlowedTransport>(curl, clock_);
  options.clock = clock_;
  world_ = World{.client = ticket0::Client{options},
                 .store = [this]() -> sandbox::Store& { return server_.store(); },
                 .arrived = [this](std::string_view route) { return server_.requests(route); },
                 .pass = [this](milliseconds time) { clock_->advance(time); },
                 .clock = clock_,
                 // A machine that is busy runs late by some of the system's milliseconds.
                 .tolerance = milliseconds{500} * speed};
}

void WireWorld::begin(const std::vector<sandbox::Fault>& script) {
  server_.clear_faults();
  for (const sandbox::Fault& fault : script) server_.inject(fault);
}

}  // namespace faults

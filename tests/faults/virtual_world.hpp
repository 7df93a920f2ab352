#pragma once

#include <map>

#include "faults/day.hpp"
#include "sandbox/service.hpp"
#include "ticket0/fakes.hpp"

namespace faults {

/// The sandbox without sockets, as a transport: what its script does to an answer on the wire is played in
/// the clock's time, which moves only when somebody waits.
class ServiceTransport final : public ticket0::Transport {
 public:
  ServiceTransport(sandbox::Service& service, std::shared_ptr<ticket0::fakes::ManualClock> clock, Dice& dice,
                   bool has_date)
      : service_(service), clock_(std::move(clock)), dice_(dice), has_date_(has_date) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override;
  [[nodiscard]] std::size_t arrived(std::string_view route) const;

 private:
  /// Lets time pass; where the attempt has less left, it ends there.
  void spend(std::chrono::milliseconds time, ticket0::Outcome outcome);
  sandbox::Service& service_;
  std::shared_ptr<ticket0::fakes::ManualClock> clock_;
  Dice& dice_;
  bool has_date_;
  std::chrono::steady_clock::time_point attempt_ends_{};
  std::map<std::string, std::size_t, std::less<>> arrived_{};
};

/// A workspace in virtual time with a script of faults.
class VirtualWorld {
 public:
  /// The service's calendar is `ahead` of this machine's; it may send no Date.
  VirtualWorld(std::vector<sandbox::Fault> script, Dice& dice, ticket0::RetryPolicy retry = {},
               std::chrono::seconds ahead = {}, bool has_date = true);
  VirtualWorld(const VirtualWorld&) = delete;
  VirtualWorld& operator=(const VirtualWorld&) = delete;
  ~VirtualWorld() = default;
  [[nodiscard]] World& world() noexcept { return world_; }

 private:
  std::shared_ptr<ticket0::fakes::ManualClock> clock_ = std::make_shared<ticket0::fakes::ManualClock>();
  std::shared_ptr<Witness> witness_ = std::make_shared<Witness>();
  sandbox::Store store_{};
  sandbox::Service service_;
  std::shared_ptr<ServiceTransport> wire_;
  World world_;
};

}  // namespace faults

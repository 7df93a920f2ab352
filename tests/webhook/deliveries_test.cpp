// The receiver against the sandbox's deliveries, with all that goes wrong with them.
#include <httplib.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "sandbox/server.hpp"
#include "webhook/support.hpp"

namespace {

using namespace webhook_test;

/// A server whose handler counts events, and fails the first time for one event in ten. While it handles the
/// first few it gets their twins.
class Endpoint {
 public:
  explicit Endpoint(std::vector<Secret> secrets)
      : secret_{secrets.front()},
        receiver_{{.secrets = std::move(secrets), .checks = {.now = {}}},
                  [this](const Event& event) { handle(event); }} {
    server_.Post("/", [this](const httplib::Request& request, httplib::Response& response) {
      const Answer answer =
          receiver_.receive(request.method, {request.headers.begin(), request.headers.end()}, request.body);
      response.status = answer.status;
      const std::lock_guard lock{mutex_};
      ++answers_[answer.status];
    });
    server_.new_task_queue = [] { return new httplib::ThreadPool(16); };  // the senders', and the twins'
    server_.set_tcp_nodelay(true);
    port_ = server_.bind_to_any_port("127.0.0.1");
    listening_ = std::thread{[this] { server_.listen_after_bind(); }};
  }
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  ~Endpoint() {
    server_.stop();
    listening_.join();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
  [[nodiscard]] std::map<std::string, int> handled() {
    const std::lock_guard lock{mutex_};
    return handled_;
  }
  /// What the twins of events in progress were answered.
  [[nodiscard]] std::vector<int> twins() {
    const std::lock_guard lock{mutex_};
    return twins_;
  }
  [[nodiscard]] int answers(int status) {
    const std::lock_guard lock{mutex_};
    return answers_[status];
  }

 private:
  void handle(const Event& event) {
    if (begun_++ < 5) {
      const auto answer = httplib::Client{"127.0.0.1", port_}.Post(
          "/", {{"Ticket0-Signature", sign(event.raw, secret_)}}, event.raw, "application/json");
      const std::lock_guard lock{mutex_};
      twins_.push_back(answer ? answer->status : 0);
    }
    const std::lock_guard lock{mutex_};
    if (std::hash<std::string>{}(event.id) % 10 == 0 && failed_.insert(event.id).second)
      throw std::runtime_error{"not now"};
    ++handled_[event.id];
  }

  std::mutex mutex_{};
  std::map<std::string, int> handled_{};
  std::map<int, int> answers_{};
  std::set<std::string> failed_{};
  std::vector<int> twins_{};
  std::atomic<int> begun_{0};
  const Secret secret_;
  Receiver receiver_;
  httplib::Server server_{};
  int port_{0};
  std::thread listening_{};
};

sandbox::Options told(const Endpoint& endpoint, std::vector<std::string> secrets) {
  sandbox::Options options{.tickets = 1};
  options.webhook.url = endpoint.url();
  options.webhook.secrets = std::move(secrets);
  options.webhook.ping = false;
  options.webhook.retry_scale = 0.0001;  // a minute is 6 ms
  return options;
}

TEST(TenThousandDeliveries, AreHandledOnceForEachEventAndNoneIsLost) {
  Endpoint endpoint{{Secret{"whsec_new"}, Secret{"whsec_old"}}};
  auto options = told(endpoint, {"whsec_new", "whsec_old"});
  options.webhook.duplicate = 60;
  options.webhook.reorder = 30;
  options.webhook.tamper = 5;
  sandbox::Server service{options};
  auto stolen = told(endpoint, {"whsec_guessed"});
  sandbox::Server impostor{stolen};

  std::map<std::string, int> once;
  for (int i = 0; i < 6'200; ++i) {
    once[service.emit("ticket.created", {{"id", "tkt_" + std::to_string(i)}})] = 1;
    if (i % 100 == 0) impostor.emit("ticket.created", {{"id", "tkt_0"}});
  }
  ASSERT_TRUE(service.flush_webhooks(50s));
  ASSERT_TRUE(impostor.flush_webhooks(50s));

  EXPECT_EQ(endpoint.handled(), once);
  EXPECT_GE(service.webhooks().attempts, 10'000U);
  EXPECT_EQ(service.webhooks().abandoned, 0U);
  EXPECT_EQ(impostor.webhooks().delivered, 0U);
  EXPECT_EQ(impostor.webhooks().abandoned, 62U);
  EXPECT_GT(endpoint.answers(401), 62 * 6) << "tampered ones too";
  EXPECT_GT(endpoint.answers(500), 0);
  EXPECT_EQ(endpoint.twins(), std::vector<int>(5, 503));
}

}  // namespace

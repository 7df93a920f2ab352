// Receives webhooks and prints each event once, until Ctrl-C. It serves only this machine, without TLS:
// docs/webhooks.md shows what to put in front of it.
//   TICKET0_WEBHOOK_SECRET=... [TICKET0_WEBHOOK_OLD_SECRET=...] webhook_receiver [--port N]
#include "ticket0/webhook.hpp"

#include <httplib.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <future>
#include <iostream>
#include <mutex>

#include "arguments.hpp"
#include "text.hpp"

namespace {

namespace webhook = ticket0::webhook;

/// The endpoint's secret, and the previous one while the service may still sign with it.
std::vector<ticket0::Secret> secrets_from_environment() {
  std::vector<ticket0::Secret> secrets;
  for (const char* name : {"TICKET0_WEBHOOK_SECRET", "TICKET0_WEBHOOK_OLD_SECRET"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      secrets.emplace_back(value);
  if (secrets.empty()) throw UsageError{"set TICKET0_WEBHOOK_SECRET to the endpoint's secret"};
  return secrets;
}

std::string describe(const webhook::Event& event) {
  if (event.id.empty()) return "a delivery without an event: " + event.raw;
  std::string line = event.id + "  " + std::string{event.type.text()};
  if (const auto ticket = event.as<ticket0::Ticket>())
    line += "  " + ticket->id.str() + "  " + std::string{ticket->status.text()} + "  " + ticket->subject;
  else if (const auto message = event.as<ticket0::Message>())
    line += "  " + message->id.str() + "  " + message->body_text.value_or("");
  else if (const auto customer = event.as<ticket0::Customer>())
    line += "  " + customer->id.str() + "  " + customer->email.value_or("");
  return line;
}

/// What the handler threw goes to the log, never into an answer.
void report(const webhook::Event& event, const std::exception_ptr& thrown) try {
  std::rethrow_exception(thrown);
} catch (const std::exception& e) {
  std::cerr << event.id << " failed: " << e.what() << '\n';
}

webhook::Receiver make_receiver() {
  const auto print = [mutex = std::make_shared<std::mutex>()](const webhook::Event& event) {
    const std::lock_guard lock{*mutex};  // the server calls from several threads
    std::cout << cut(describe(event), 150) << std::endl;
  };
  return webhook::Receiver{{.secrets = secrets_from_environment(), .on_failure = report}, print};
}

/// Port 0 means any free port.
void serve(const webhook::Receiver& receiver, int port, const sigset_t& stop) {
  httplib::Server server;
  server.set_payload_max_length(1 << 20);
  server.Post(".*", [&receiver](const httplib::Request& request, httplib::Response& response) {
    const webhook::Answer answer =
        receiver.receive(request.method, {request.headers.begin(), request.headers.end()}, request.body);
    response.status = answer.status;
    response.set_content(answer.text + "\n", "text/plain");
  });
  if (port == 0)
    port = server.bind_to_any_port("127.0.0.1");
  else if (!server.bind_to_port("127.0.0.1", port))
    throw std::runtime_error{"port " + std::to_string(port) + " cannot be served on: is it taken?"};
  auto listening = std::async(std::launch::async, [&server] {
    const bool stopped = server.listen_after_bind();
    kill(getpid(), SIGTERM);  // if it ends by itself, end the wait for a signal
    return stopped;
  });
  // Before the server runs, stop() has no effect.
  while (!server.is_running() &&
         listening.wait_for(std::chrono::milliseconds{1}) != std::future_status::ready)
    continue;
  std::cout << "Waiting for events at http://127.0.0.1:" << port << std::endl;
  int signal = 0;
  sigwait(&stop, &signal);
  server.stop();
  if (!listening.get()) throw std::runtime_error{"no more connections can be accepted"};
}

}  // namespace

int main(int count, char** words) {
  sigset_t stop{};  // blocked before any thread starts, so that serve() gets them
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  return run([&] {
    Arguments arguments{count, words, "webhook_receiver [--port N]"};
    const int port = arguments.number("--port", 0);
    arguments.end();
    serve(make_receiver(), port, stop);
  });
}

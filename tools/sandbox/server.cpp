#include "sandbox/server.hpp"

#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "sandbox/connections.hpp"
#include "sandbox/moment.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/request_log.hpp"
#include "sandbox/seed.hpp"
#include "sandbox/service.hpp"

namespace sandbox {
namespace {

constexpr std::size_t max_body = std::size_t{1024} * 1024;

Options checked(Options options) {
  if (!is_loopback(options.host)) {
    throw std::runtime_error("the sandbox serves loopback addresses only, and " + options.host +
                             " is not one");
  }
  if (options.keys.empty()) throw std::runtime_error("the sandbox needs a key");
  if (options.host == "localhost") options.host = "127.0.0.1";
  return options;
}

Request arrived(const httplib::Request& in) {
  Request request{.method = in.method, .target = in.target};
  for (const auto& [name, value] : in.headers) {
    // cpp-httplib's own, written among those that were sent
    if (name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" || name == "LOCAL_PORT")
      continue;
    request.headers.emplace_back(name, value);
  }
  return request;
}

/// False if the body is too long. Without a length cpp-httplib would wait for the connection's end, though
/// there is no body.
bool read_body(const httplib::Request& in, const httplib::ContentReader& reader, std::string& body) {
  if (!in.has_header("Content-Length") && !in.has_header("Transfer-Encoding")) return true;
  const auto append = [&](const char* data, std::size_t size) {
    body.append(data, size);
    return body.size() <= max_body;
  };
  if (in.is_multipart_form_data())
    return reader([](const httplib::MultipartFormData&) { return true; }, append);
  return reader(append);
}

void send(const Response& response, httplib::Response& out) {
  out.status = response.status;
  std::string type;
  for (const auto& [name, value] : response.headers) {
    if (name == "Content-Type") {
      type = value;
    } else {
      out.set_header(name, value);
    }
  }
  out.set_content(response.body, type);
}

std::string log_line(const Request& request, int status, std::chrono::steady_clock::duration took) {
  std::string path = request.target.substr(0, std::min<std::size_t>(request.target.find('?'), 200));
  for (char& byte : path) {
    if (byte <= ' ' || byte > '~') byte = '?';
  }
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  return request.method + " " + path + " " + std::to_string(status) + " " + std::to_string(microseconds) +
         " us";
}

}  // namespace

struct Server::Impl {
  explicit Impl(Options wanted) : options(checked(std::move(wanted))), service(options, store) {
    seed(store, options.tickets);
    configure();
    bind();
    serve();
  }

  ~Impl() {
    http.stop();
    // Once more for a connection that was just being accepted.
    do connections->shut_down();
    while (serving.wait_for(std::chrono::milliseconds{5}) != std::future_status::ready);
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void configure() {
    http.set_keep_alive_max_count(1'000'000);
    http.set_keep_alive_timeout(60);
    http.set_tcp_nodelay(true);
    http.set_payload_max_length(max_body);
    // cpp-httplib's own choice is SO_REUSEPORT, with which two servers share a port and nobody is told.
    http.set_socket_options([this](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
      listener = socket;
    });
    http.set_post_routing_handler([](const httplib::Request&, httplib::Response& out) {
      out.set_header(
          "Date", http_date(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())));
    });
    http.set_error_handler([](const httplib::Request&, httplib::Response& out) {
      if (!out.body.empty()) return;
      send(refused(out.status == 414
                       ? Refusal(414, "URI_TOO_LONG", "the URL is too long")
                       : Refusal(out.status, "VALIDATION_ERROR", "this is not a request in HTTP/1.1")),
           out);
    });

    const auto plain = [this](const httplib::Request& in, httplib::Response& out) {
      handle(in, out, nullptr);
    };
    const auto with_body = [this](const httplib::Request& in, httplib::Response& out,
                                  const httplib::ContentReader& reader) { handle(in, out, &reader); };
    const std::string everything = R"([\s\S]*)";
    http.Get(everything, plain);
    http.Options(everything, plain);
    http.Post(everything, with_body);
    http.Put(everything, with_body);
    http.Patch(everything, with_body);
    http.Delete(everything, with_body);
  }

  void bind() {
    errno = 0;
    if (options.port == 0) {
      port = http.bind_to_any_port(options.host);
    } else if (http.bind_to_port(options.host, options.port)) {
      port = options.port;
    }
    const int error = errno;
    if (port <= 0) {
      throw std::runtime_error("cannot listen on " + options.host + ":" + std::to_string(options.port) +
                               ": " +
                               (error == EADDRINUSE ? "the port is taken by another program"
                                                    : std::generic_category().message(error)));
    }
    connections.emplace(listener);
    // cpp-httplib's backlog is 5; a burst of connections beyond it waits a second for its next try.
    ::listen(listener, SOMAXCONN);
  }

  /// Returns when stop() has something to stop: it does nothing before the server has begun to run.
  void serve() {
    auto threads = std::make_unique<httplib::ThreadPool>(options.connections);
    http.new_task_queue = [this, &threads] {
      auto* const queue = threads.release();
      begun.set_value();
      return queue;
    };
    serving = std::async(std::launch::async, [this] { http.listen_after_bind(); });
    begun.get_future().wait();
  }

  void handle(const httplib::Request& in, httplib::Response& out, const httplib::ContentReader* reader) {
    const auto start = std::chrono::steady_clock::now();
    Request request = arrived(in);
    Service::Outcome outcome;
    if (reader == nullptr || read_body(in, *reader, request.body)) {
      outcome = service.answer(request);
    } else {
      outcome.route = request.method + " ?";
      outcome.response = refused({413, "PAYLOAD_TOO_LARGE", "the body is longer than 1 MiB"});
    }
    log.record(request, outcome.route, in.remote_addr + ":" + std::to_string(in.remote_port));
    send(outcome.response, out);
    if (options.log) {
      options.log(log_line(request, outcome.response.status, std::chrono::steady_clock::now() - start));
    }
  }

  Options options;
  Store store;
  Service service;
  RequestLog log;
  httplib::Server http;
  int listener{-1};
  int port{0};
  std::optional<Connections> connections;
  std::promise<void> begun;
  std::future<void> serving;
};

Server::Server(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Server::~Server() = default;

std::string Server::url() const {
  const auto& host = impl_->options.host;
  return "http://" + (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" +
         std::to_string(impl_->port) + std::string(base_path);
}

int Server::port() const { return impl_->port; }
std::string Server::key() const { return impl_->options.keys.front().key; }
Store& Server::store() { return impl_->store; }
std::size_t Server::requests() const { return impl_->log.total(); }
std::size_t Server::requests(std::string_view route) const { return impl_->log.total(route); }
std::size_t Server::connections() const { return impl_->log.connections(); }
std::vector<Request> Server::log() const { return impl_->log.requests(); }

}  // namespace sandbox

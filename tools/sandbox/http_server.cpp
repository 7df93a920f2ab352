#include "sandbox/http_server.hpp"

#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "sandbox/relay_link.hpp"
#include "sandbox/sockets.hpp"

namespace sandbox {
namespace {

constexpr std::size_t max_body = std::size_t{1024} * 1024;
/// A body above max_body is read to its end, so that its sender is still there when the refusal comes.
constexpr std::size_t max_read = 64 * max_body;

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
    body.append(data, std::min(size, max_body + 1 - body.size()));
    return true;
  };
  // Its versions name the type of a form's part differently.
  const bool read = in.is_multipart_form_data() ? reader([](const auto& /*part*/) { return true; }, append)
                                                : reader(append);
  return read && body.size() <= max_body;
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

}  // namespace

struct HttpServer::Impl {
  Impl(const Place& place, HttpHooks wanted) : hooks(std::move(wanted)) {
    configure(place);
    bind(place);
    serve(place.connections);
  }

  ~Impl() {
    http.stop();
    // Once more for a connection that was just being accepted.
    do connections->shut_down();
    while (serving.wait_for(std::chrono::milliseconds{5}) != std::future_status::ready);
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void configure(const Place& place) {
    http.set_keep_alive_max_count(1'000'000);
    http.set_keep_alive_timeout(60);
    http.set_tcp_nodelay(true);
    http.set_payload_max_length(max_read);
    // cpp-httplib's own choice is SO_REUSEPORT, with which two servers share a port and nobody is told.
    http.set_socket_options([this](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
      listener = socket;
    });
    http.set_error_handler([this](const httplib::Request&, httplib::Response& out) {
      if (out.body.empty()) send(hooks.malformed(out.status), out);
    });
    if (place.for_relay) {
      http.set_post_routing_handler([](const httplib::Request& in, httplib::Response& out) {
        if (in.method == "HEAD") out.set_header(std::string(bodiless_header), "yes");
      });
    }

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

  void bind(const Place& place) {
    errno = 0;
    if (place.port == 0) {
      port = http.bind_to_any_port(place.host);
    } else if (http.bind_to_port(place.host, place.port)) {
      port = place.port;
    }
    if (port <= 0) throw cannot_listen(place.host, place.port, errno);
    connections.emplace(listener);
    // cpp-httplib's backlog is 5; a burst of connections beyond it waits a second for its next try.
    ::listen(listener, SOMAXCONN);
  }

  /// Returns when stop() has something to stop: it does nothing before the server has begun to run.
  void serve(std::size_t threads_wanted) {
    auto threads = std::make_unique<httplib::ThreadPool>(threads_wanted);
    http.new_task_queue = [this, &threads] {
      auto* const queue = threads.release();
      begun.set_value();
      return queue;
    };
    serving = std::async(std::launch::async, [this] { http.listen_after_bind(); });
    begun.get_future().wait();
  }

  void handle(const httplib::Request& in, httplib::Response& out,
              const httplib::ContentReader* reader) const {
    Request request = arrived(in);
    const bool whole = reader == nullptr || read_body(in, *reader, request.body);
    send(hooks.answer(std::move(request), whole, in.remote_addr + ":" + std::to_string(in.remote_port)), out);
  }

  HttpHooks hooks;
  httplib::Server http;
  int listener{-1};
  int port{0};
  std::optional<Connections> connections;
  std::promise<void> begun;
  std::future<void> serving;
};

HttpServer::HttpServer(const Place& place, HttpHooks hooks)
    : impl_(std::make_unique<Impl>(place, std::move(hooks))) {}
HttpServer::~HttpServer() = default;
int HttpServer::port() const { return impl_->port; }

}  // namespace sandbox

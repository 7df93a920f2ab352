#include "peer.hpp"

#include <httplib.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "sandbox/json.hpp"
#include "sandbox/server.hpp"

namespace sandbox_tests {

std::string Answered::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::string Answered::code() const { return body.at("error").at("code").get<std::string>(); }
std::string Answered::message() const { return body.at("error").at("message").get<std::string>(); }

Peer::Peer(const sandbox::Server& server, std::string key)
    : client_("http://127.0.0.1:" + std::to_string(server.port())), key_(std::move(key)) {
  client_.set_url_encode(false);  // it would turn + into %2B
  client_.set_keep_alive(true);
  client_.set_tcp_nodelay(true);
  client_.set_read_timeout(30);
}

Answered Peer::send(const std::string& method, const std::string& path, const std::string& body,
                    const std::string& content_type) {
  httplib::Request request;
  request.method = method;
  request.path = "/api/v1" + path;
  request.body = body;
  if (!key_.empty()) request.set_header("Authorization", "Bearer " + key_);
  if (!body.empty()) request.set_header("Content-Type", content_type);
  const auto result = client_.send(request);
  if (!result) throw std::runtime_error("no answer: " + httplib::to_string(result.error()));
  return {result->status, result->headers, result->body, Json::parse(result->body, nullptr, false)};
}

}  // namespace sandbox_tests

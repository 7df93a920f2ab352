#include "peer.hpp"

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

Peer::Peer(const sandbox::Server& server, std::string key) : port_(server.port()), key_(std::move(key)) {}

Answered Peer::send(const std::string& method, const std::string& path, const std::string& body,
                    const std::string& content_type) {
  std::string request = method + " /api/v1" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (!key_.empty()) request += "Authorization: Bearer " + key_ + "\r\n";
  if (!body.empty()) request += "Content-Type: " + content_type + "\r\n";
  if (method != "GET") request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  request += "\r\n" + body;

  if (connection_) {  // which the server may have closed meanwhile
    if (auto answer = exchange(request)) return *std::move(answer);
  }
  connection_.emplace(port_, key_);
  if (auto answer = exchange(request)) return *std::move(answer);
  throw std::runtime_error("no answer");
}

std::optional<Answered> Peer::exchange(const std::string& request) {
  try {
    connection_->send_bytes(request);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
  std::string head = connection_->read_to("\r\n\r\n");
  if (!head.starts_with("HTTP/1.1 ")) return std::nullopt;

  Answered answer{.status = std::stoi(head.substr(9))};
  for (std::size_t at = head.find("\r\n") + 2, end = 0; (end = head.find("\r\n", at)) != at; at = end + 2) {
    const std::size_t colon = head.find(": ", at);
    answer.headers.emplace(head.substr(at, colon - at), head.substr(colon + 2, end - colon - 2));
  }
  if (const auto length = answer.header("Content-Length"); !length.empty() && !request.starts_with("HEAD "))
    answer.text = connection_->read(std::stoul(length));
  answer.body = Json::parse(answer.text, nullptr, false);
  return answer;
}

}  // namespace sandbox_tests

#include "webhook_receiver.hpp"

#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sandbox_tests {
namespace {

/// Bound but not listening: nobody else is given the port, and whoever connects is refused.
sandbox::Socket hold_a_port() {
  sandbox::Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::runtime_error("no loopback port");
  }
  return socket;
}

}  // namespace

std::string hmac_sha256(const std::string& secret, const std::string& body) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr),
                                                              EVP_MAC_free);
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(EVP_MAC_CTX_new(mac.get()),
                                                                          EVP_MAC_CTX_free);
  std::string digest = "SHA256";
  const std::array parameters{OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0),
                              OSSL_PARAM_construct_end()};
  std::array<unsigned char, 32> code{};
  std::size_t size = 0;
  EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
               parameters.data());
  EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(body.data()), body.size());
  EVP_MAC_final(context.get(), code.data(), &size, code.size());
  std::string hex;
  for (std::size_t at = 0; at < size; ++at) {
    hex += "0123456789abcdef"[code.at(at) / 16];
    hex += "0123456789abcdef"[code.at(at) % 16];
  }
  return hex;
}

bool is_signed(const Arrived& arrived, const std::string& secret) {
  return arrived.request.header("Ticket0-Signature") == "sha256=" + hmac_sha256(secret, arrived.request.body);
}

WebhookReceiver::WebhookReceiver(Answer answer) : answer_(std::move(answer)), held_(hold_a_port()) {
  port_ = sandbox::port_of(held_);
  open();
}

void WebhookReceiver::open() {
  server_.emplace(
      sandbox::HttpServer::Place{.host = "127.0.0.1", .port = port_},
      sandbox::HttpHooks{.answer =
                             [this](const sandbox::Request& request, bool, const std::string&) {
                               const Arrived one{request, sandbox::Json::parse(request.body)};
                               {
                                 const std::lock_guard<std::mutex> lock(mutex_);
                                 arrived_.push_back(one);
                               }
                               return sandbox::Response{.status = answer_(one)};
                             },
                         .malformed = [](int status) { return sandbox::Response{.status = status}; }});
}

std::string WebhookReceiver::url() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/hooks?from=sandbox";
}

std::vector<Arrived> WebhookReceiver::arrived() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return arrived_;
}

std::vector<std::string> WebhookReceiver::types() const {
  std::vector<std::string> types;
  for (const auto& each : arrived()) types.push_back(each.type());
  return types;
}

}  // namespace sandbox_tests

#pragma once

#include <gmock/gmock.h>

#include "sandbox/server.hpp"
#include "ticket0/client.hpp"
#include "ticket0/result.hpp"

namespace stories {

[[nodiscard]] inline ticket0::ClientOptions options_for(const sandbox::Server& service) {
  return {.api_key = ticket0::Secret{service.key()}, .base_url = service.url()};
}

/// Of what the library or the store gave, in order.
template <class Items>
[[nodiscard]] std::vector<std::string> ids_of(const Items& items) {
  std::vector<std::string> ids;
  for (const auto& item : items) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(item.id)>, std::string>)
      ids.push_back(item.id);
    else
      ids.push_back(item.id.str());
  }
  return ids;
}

[[nodiscard]] inline ticket0::Timestamp time_of(const sandbox::Moment& moment) { return moment.at; }

/// Passes requests on, but the one with this number, which it answers itself with a refusal.
class RefusingOnce final : public ticket0::Transport {
 public:
  RefusingOnce(std::shared_ptr<ticket0::Transport> inner, int number)
      : inner_(std::move(inner)), number_(number) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override {
    if (++count_ == number_) return {.status = 403, .headers = {}, .body = "a proxy's word"};
    return inner_->send(request, context);
  }

 private:
  std::shared_ptr<ticket0::Transport> inner_;
  int number_;
  int count_{0};
};

/// A client whose request with this number fails, once.
[[nodiscard]] inline ticket0::Client client_that_fails_at(const sandbox::Server& service, int number) {
  auto options = options_for(service);
  options.transport = std::make_shared<RefusingOnce>(ticket0::make_default_transport(options), number);
  return ticket0::Client{options};
}

/// Loops to the end, again after an error; says how many errors there were.
template <class T>
[[nodiscard]] int read_all(ticket0::PagedRange<T>& list, std::vector<std::string>& ids) {
  for (int errors = 0;; ++errors) {
    try {
      for (const T& item : list) ids.push_back(item.id.str());
      return errors;
    } catch (const ticket0::PermissionError&) {
      if (errors == 3) throw;
    }
  }
}

}  // namespace stories

#pragma once

#include <algorithm>
#include <cctype>
#include <deque>
#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "ticket0/error.hpp"

/// `text`, which is JSON or a URL, without keys and mail addresses.
inline std::string cleaned(std::string_view text) {
  const auto in_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view{"@%._+-"}.find(c) != std::string_view::npos;
  };
  std::string clean;
  while (!text.empty()) {
    auto length =
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), in_word) - text.begin());
    const auto word = text.substr(0, length);
    if (length == 0) {  // an escape of JSON is not part of a word
      length = text.front() != '\\' ? 1 : text.substr(1, 1) == "u" ? 6 : 2;
      clean += text.substr(0, length);
    } else if (word.find('@') != std::string_view::npos) {
      clean += "removed@example.com";
    } else if (word.find("%40") != std::string_view::npos) {
      clean += "removed%40example.com";
    } else {
      clean += word.starts_with("t0_") ? std::string_view{"t0_removed"} : word;
    }
    text.remove_prefix(std::min(length, text.size()));
  }
  return clean;
}

/// E.g. "GET /api/v1/tickets?limit=3".
inline std::string line_of(const ticket0::HttpRequest& request) {
  const auto path = request.url.find('/', request.url.find("://") + 3);
  return request.method + ' ' + cleaned(request.url.substr(path));
}

/// Wraps another transport and records its answers. If an answer cannot be written, it is still returned,
/// because the request may have taken effect; every later request is refused before it is sent.
class Recorder final : public ticket0::Transport {
 public:
  Recorder(std::shared_ptr<ticket0::Transport> next, const std::string& path)
      : Transport(next->budget()), next_(std::move(next)), file_(path, std::ios::binary) {
    if (!file_) throw std::runtime_error{"cannot write " + path};
  }
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override {
    if (!is_complete())  // rejected: a definite no, which is not tried again
      throw ticket0::TransportError{"an answer could not be recorded", ticket0::Outcome::rejected};
    auto response = next_->send(request, context);  // if it throws, there is nothing to record
    const auto body = cleaned(response.body);
    const std::lock_guard lock{mutex_};  // send() is called from several threads simultaneously
    file_ << line_of(request) << '\n' << response.status << ' ' << body.size() << '\n' << body << '\n';
    file_.flush();
    return response;
  }
  void close_idle_connections() noexcept override { next_->close_idle_connections(); }
  [[nodiscard]] bool calls_before_bytes() const noexcept override { return next_->calls_before_bytes(); }
  /// False if an answer could not be written.
  [[nodiscard]] bool is_complete() const {
    const std::lock_guard lock{mutex_};
    return file_.good();
  }

 private:
  std::shared_ptr<ticket0::Transport> next_;
  mutable std::mutex mutex_{};
  std::ofstream file_;
};

/// Answers from a recording, each answer once, oldest first.
class Player final : public ticket0::Transport {
 public:
  explicit Player(const std::string& path) : Transport(ticket0::Budget::own) {  // it is a stand-in
    std::ifstream file{path, std::ios::binary};
    for (Exchange each; std::getline(file, each.request);) {
      std::size_t size = 0;
      if (file >> each.response.status >> size) each.response.body.resize(size);
      file.ignore().read(each.response.body.data(), static_cast<std::streamsize>(size));
      if (file.get() != '\n') throw std::runtime_error{path + " ends within an answer, or is no recording"};
      exchanges_.push_back(each);
    }
    if (exchanges_.empty()) throw std::runtime_error{path + " is no recording"};
  }
  ticket0::HttpResponse send(const ticket0::HttpRequest& request, const ticket0::SendContext&) override {
    const std::lock_guard lock{mutex_};
    const auto found = std::find_if(exchanges_.begin(), exchanges_.end(),
                                    [&](const auto& each) { return each.request == line_of(request); });
    if (found == exchanges_.end())  // rejected: a definite no, which is not tried again
      throw ticket0::TransportError{"the recording has no answer left", ticket0::Outcome::rejected};
    auto response = std::move(found->response);
    exchanges_.erase(found);
    return response;
  }

 private:
  struct Exchange {
    std::string request{};
    ticket0::HttpResponse response{};
  };
  std::mutex mutex_{};
  std::deque<Exchange> exchanges_{};
};

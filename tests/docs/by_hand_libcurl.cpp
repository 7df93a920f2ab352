// The program that docs/by-hand.md shows first.
// [snippet by_hand_libcurl]
#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

using nlohmann::json;
using namespace std::chrono_literals;

struct Answer {
  CURLcode result{CURLE_OK};
  long status{0};
  curl_off_t retry_after{0};  // seconds
  std::string body{};
};

class Service {
 public:
  Service(std::string base_url, const std::string& key) : base_url_(std::move(base_url)) {
    headers_.reset(curl_slist_append(nullptr, ("Authorization: Bearer " + key).c_str()));
    if (!curl_ || !headers_ || curl_slist_append(headers_.get(), "Content-Type: application/json") == nullptr)
      throw std::runtime_error{"libcurl cannot be used"};
  }
  Answer get(const std::string& path) { return send(path, nullptr); }
  Answer post(const std::string& path, const json& body) {
    const std::string text = body.dump();
    return send(path, text.c_str());
  }

 private:
  Answer send(const std::string& path, const char* body) {
    Answer answer;
    CURL* const curl = curl_.get();
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, (base_url_ + path).c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 30'000L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Service::append);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    if (body != nullptr) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
      // On a connection that was used before, libcurl may send a POST twice by itself.
      curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    }
    answer.result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &answer.retry_after);
    return answer;
  }
  static std::size_t append(const char* data, std::size_t size, std::size_t count, void* body) {
    static_cast<std::string*>(body)->append(data, size * count);
    return size * count;
  }

  std::string base_url_;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_{curl_easy_init(), &curl_easy_cleanup};
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_{nullptr, &curl_slist_free_all};
};

/// It may or may not have happened.
struct InDoubt : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Sends what must not be done twice: again only if it cannot have been done.
json post(Service& service, const std::string& path, const json& body, bool again_after_internal) {
  for (int attempt = 0;; ++attempt) {
    const Answer answer = service.post(path, body);
    const bool answered = answer.result == CURLE_OK;
    if (answered && answer.status / 100 == 2) return json::parse(answer.body);

    const bool not_sent =
        answer.result == CURLE_COULDNT_RESOLVE_HOST || answer.result == CURLE_COULDNT_CONNECT;
    const bool refused = answered && answer.status == 429;
    // The service declares this one safe to retry.
    const bool internal =
        answered && answer.status == 500 && answer.body.find("\"INTERNAL\"") != std::string::npos;
    if ((not_sent || refused || (internal && again_after_internal)) && attempt < 2) {
      const std::chrono::milliseconds asked = std::chrono::seconds{answer.retry_after};
      std::this_thread::sleep_for(std::max(asked, 500ms * (1 << attempt)));
      continue;
    }
    const auto what =
        path + ": " + (answered ? std::to_string(answer.status) : curl_easy_strerror(answer.result));
    if ((!answered && !not_sent) || answer.status >= 500) throw InDoubt{what};
    throw std::runtime_error{what};
  }
}

/// A reply is mail: if its fate is not known, this checks whether the ticket has it.
json reply(Service& service, const std::string& ticket, const std::string& from, const std::string& text) {
  const std::string path = "/tickets/" + ticket + "/messages";
  try {
    return post(service, path, {{"fromAddress", from}, {"bodyText", text}}, false);
  } catch (const InDoubt&) {
    for (const auto wait : {2s, 3s, 10s}) {
      std::this_thread::sleep_for(wait);
      const Answer answer = service.get(path);
      if (answer.result != CURLE_OK || answer.status != 200) throw;
      const json messages = json::parse(answer.body).at("messages");
      for (const json& message : messages)
        if (message.value("direction", "") == "outbound" && message.value("fromAddress", "") == from &&
            message.value("bodyText", "") == text)
          return message;
    }
    throw;
  }
}

int main() {
  const char* const key = std::getenv("TICKET0_API_KEY");
  const char* const url = std::getenv("TICKET0_BASE_URL");
  if (key == nullptr) return 2;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  try {
    Service service{url != nullptr ? url : "https://app.ticket0.ai/api/v1", key};
    const json ticket = post(service, "/tickets",
                             {{"subject", "Where is my order?"},
                              {"customerEmail", "ada@example.com"},
                              {"body", "It was to come on Friday."}},
                             true);
    const std::string id = ticket.at("id");
    const json sent = reply(service, id, "support@example.com", "It ships tomorrow.");
    std::cout << id << ' ' << sent.at("id").get<std::string>() << '\n';
  } catch (const InDoubt& e) {
    std::cerr << e.what() << ": look at the ticket before it is sent again\n";
    return 1;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
// [end]

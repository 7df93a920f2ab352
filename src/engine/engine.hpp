#pragma once

#include "engine/no_answer.hpp"
#include "engine/operation.hpp"
#include "http/url.hpp"
#include "json/decode.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// One call of the library, ready to be sent.
struct Call {
  const Operation& operation;
  std::string target;  // path and query, encoded; it follows the base URL
  std::string body{};
  const CallOptions& options;
  std::chrono::steady_clock::time_point deadline;
};

/// Makes calls: the key, time, cancellation, observation and errors of each. Its const members may be called
/// from any thread.
class Engine {
 public:
  /// `options` are valid, and have a transport and a clock.
  Engine(ClientOptions options, BaseUrl base, std::string user_agent);

  /// Checks the options of a call that begins now (ConfigError), and says when its time will be up.
  [[nodiscard]] std::chrono::steady_clock::time_point begin(const CallOptions& options) const;

  /// Sends `call` and gives what `decode` makes of a 2xx answer's body; throws as error.hpp describes for all
  /// else.
  template <class T>
  [[nodiscard]] T run(const Call& call, json::Decoded<T> (*decode)(std::string_view body)) const {
    T value{};
    run(call, [&](std::string_view body, std::vector<json::Drift>& drift) {
      json::Decoded<T> decoded = decode(body);
      value = std::move(decoded.value);
      drift = std::move(decoded.drift);
      return std::move(decoded.problem);
    });
    return value;
  }

 private:
  /// Reads a body; gives why it cannot be read, or an empty text.
  using ReadBody = std::function<std::string(std::string_view body, std::vector<json::Drift>& drift)>;
  /// One HTTP request: an answer, or why there is none.
  struct Attempt {
    std::optional<HttpResponse> response{};
    NoAnswer failure{};
  };

  void run(const Call& call, const ReadBody& read) const;
  [[nodiscard]] HttpRequest make_request(const Call& call) const;
  [[nodiscard]] Attempt send(const HttpRequest& request, const SendContext& context) const;
  void tell_drift(const std::vector<json::Drift>& drift) const;

  ClientOptions options_;
  BaseUrl base_;
  std::string user_agent_;
};

}  // namespace ticket0::inline v1::detail

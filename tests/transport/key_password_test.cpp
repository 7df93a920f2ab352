// A client's key that is encrypted: it is refused, and nobody is asked for its password.
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "error/error.hpp"
#include "transport/certificates.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using ticket0::Outcome;
using ticket0::TransportError;

/// Standard input with a line that waits there, until the scope ends.
class WaitingInput {
 public:
  explicit WaitingInput(std::string_view line) : before_(dup(STDIN_FILENO)) {
    int ends[2]{-1, -1};
    if (before_ < 0 || pipe(ends) != 0 || dup2(ends[0], STDIN_FILENO) < 0 ||
        write(ends[1], line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      throw std::runtime_error{"no pipe"};
    close(ends[0]);
    close(ends[1]);
  }
  WaitingInput(const WaitingInput&) = delete;
  WaitingInput& operator=(const WaitingInput&) = delete;
  ~WaitingInput() {
    dup2(before_, STDIN_FILENO);
    close(before_);
  }
  [[nodiscard]] static std::string rest() {
    std::array<char, 100> buffer{};
    const auto count = read(STDIN_FILENO, buffer.data(), buffer.size());
    return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }

 private:
  int before_;
};

/// OpenSSL by itself would ask at the terminal, or where there is none at standard input, and wait.
TEST(KeyPassword, IsAskedOfNobody) {
  const Certificate client = make_certificate({.common_name = "client", .is_authority = true});
  const PemFile both{{client}, client.key.get(), "hunter2"};
  const PemFile certificate{{client}};
  const PemFile key{{}, client.key.get(), "hunter2"};
  const RawServer server{[](RawServer::Connection& connection) { connection.wait_for_close(); }};
  for (const auto& [certificate_file, key_file] :
       {std::pair{both.path(), std::string{}}, {certificate.path(), key.path()}}) {
    const WaitingInput input{"hunter2\n"};
    const auto transport = ticket0::detail::make_curl_transport(
        {.tls = {.client_cert_file = certificate_file, .client_key_file = key_file}});
    try {
      (void)transport->send({.method = "POST", .url = "https" + server.url().substr(4)}, {.time_left = 5s});
      ADD_FAILURE() << "answered";
    } catch (const TransportError& error) {
      EXPECT_EQ(error.reason(), TransportError::Reason::tls) << error.what();
      EXPECT_EQ(error.outcome(), Outcome::not_sent);
      EXPECT_TRUE(ticket0::detail::ErrorFactory::details(error).permanent);
      EXPECT_THAT(error.what(), HasSubstr("a key must not have a password"));
    }
    EXPECT_EQ(WaitingInput::rest(), "hunter2\n");
  }
}

}  // namespace

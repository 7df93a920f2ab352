// What is missing is not the service: descriptors, threads, a name server. Each such failure is told as what
// it is, sent nothing, and is tried again.
#include <gmock/gmock.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <ostream>

#include "concurrency/hanging_resolver.hpp"
#include "error/error.hpp"
#include "ticket0/client.hpp"
#include "transport/certificates.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"
#include "transport/unaccepting.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using ticket0::Outcome;
using ticket0::TransportError;
using Reason = TransportError::Reason;

/// While it lives, this process can open `count` more descriptors, and no more.
class DescriptorsLeft {
 public:
  explicit DescriptorsLeft(int count) {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit now = before_;
    std::vector<int> opened;  // of the lowest numbers
    for (int i = 0; i <= count; ++i) opened.push_back(dup(STDERR_FILENO));
    now.rlim_cur = static_cast<rlim_t>(opened.back());
    for (const int each : opened) close(each);
    setrlimit(RLIMIT_NOFILE, &now);
  }
  DescriptorsLeft(const DescriptorsLeft&) = delete;
  DescriptorsLeft& operator=(const DescriptorsLeft&) = delete;
  ~DescriptorsLeft() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

/// While it lives, no thread can be created: its stack would be larger than any address space.
class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t huge;
    pthread_attr_init(&huge);
    pthread_attr_setstacksize(&huge, std::size_t{1} << 46U);
    pthread_setattr_default_np(&huge);
    pthread_attr_destroy(&huge);
  }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;
  ~NoThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_{};
};

struct Shortage {
  std::string name;
  std::function<std::string()> host;
  std::function<std::shared_ptr<void>()> begin;
  Reason reason;
  std::string words;
  friend void PrintTo(const Shortage& each, std::ostream* out) { *out << each.name; }
};
class ShortOf : public testing::TestWithParam<Shortage> {};

TEST_P(ShortOf, IsToldAsWhatItIsAndTriedAgain) {
  const Unaccepting server{Unaccepting::Queue::has_room};
  ticket0::ClientOptions options{
      .api_key = ticket0::Secret{"t0_test"},
      .base_url = "https://" + GetParam().host() + ":" + std::to_string(server.port()),
      .retry = {.max_attempts = 2, .base_delay = 1ms},
      .rate_limit = {.enabled = false},
      .proxy = ticket0::Secret{""}};
  const ticket0::Client client{std::move(options)};
  const auto scope = GetParam().begin();
  try {
    (void)client.tickets().get(ticket0::TicketId{"tkt_1"});
    ADD_FAILURE() << "answered";
  } catch (const TransportError& error) {
    EXPECT_EQ(error.reason(), GetParam().reason) << error.what();
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_EQ(error.attempts(), 2);
    EXPECT_THAT(error.what(), HasSubstr(GetParam().words));
  }
}

std::string failing(int error) { return failing_host(error); }
std::shared_ptr<void> nothing() { return nullptr; }

const Shortage shortages[] = {
    {"NoSuchName", [] { return failing(EAI_NONAME); }, nothing, Reason::dns, "cannot be found"},
    {"NoAnswerOfANameServer", [] { return failing(EAI_AGAIN); }, nothing, Reason::dns,
     "cannot be looked up now: no name server could answer"},
    {"AFailingNameServer", [] { return failing(EAI_FAIL); }, nothing, Reason::dns,
     "cannot be looked up now: the name server failed"},
    {"MemoryForALookUp", [] { return failing(EAI_MEMORY); }, nothing, Reason::dns,
     "cannot be looked up now: there is not enough memory"},
    {"AThreadForALookUp", [] { return failing(EAI_NONAME); },
     [] { return std::shared_ptr<void>{std::make_shared<NoThreads>()}; }, Reason::dns,
     "cannot be looked up now: the system has no thread for it"},
    {"DescriptorsForALookUp", [] { return failing(EAI_AGAIN); },
     [] { return std::shared_ptr<void>{std::make_shared<DescriptorsLeft>(3)}; }, Reason::dns,
     "cannot be looked up now: no file descriptor is left"},
    {"DescriptorsAtAll", [] { return std::string{"127.0.0.1"}; },
     [] { return std::shared_ptr<void>{std::make_shared<DescriptorsLeft>(0)}; }, Reason::connect,
     "no file descriptor is left"},
    {"DescriptorsButOne", [] { return std::string{"127.0.0.1"}; },
     [] { return std::shared_ptr<void>{std::make_shared<DescriptorsLeft>(1)}; }, Reason::connect,
     "no file descriptor is left"},
};
INSTANTIATE_TEST_SUITE_P(Transport, ShortOf, testing::ValuesIn(shortages),
                         [](const auto& each) { return each.param.name; });

/// One descriptor more each time, until there are enough: wherever they run out (a socket, the file of the
/// authorities, that of the client's certificate), it is not taken for a mistake in the files.
TEST(Descriptors, ThatRunOutAnywhereAreNotTakenForABadFile) {
  const Certificate client = make_certificate({.common_name = "client", .is_authority = true});
  const PemFile authorities{{client}};
  const PemFile both{{client}, client.key.get()};
  const auto transport = ticket0::detail::make_curl_transport(
      {.tls = {.ca_file = authorities.path(), .client_cert_file = both.path()}});
  const Unaccepting server{Unaccepting::Queue::has_room};
  int short_of = 0;
  for (int left = 0;; ++left) {
    ASSERT_LT(left, 30) << "it never suffices";
    const DescriptorsLeft few{left};
    try {
      (void)transport->send({.method = "GET", .url = server.url("https")}, {.time_left = 300ms});
      FAIL() << "answered";
    } catch (const ticket0::TimeoutError&) {
      break;  // in the handshake: nobody accepts
    } catch (const TransportError& error) {
      ++short_of;
      EXPECT_EQ(error.reason(), Reason::connect) << left << ": " << error.what();
      EXPECT_EQ(error.outcome(), Outcome::not_sent);
      EXPECT_FALSE(ticket0::detail::ErrorFactory::details(error).permanent) << left << ": " << error.what();
      EXPECT_THAT(error.what(), HasSubstr("no file descriptor is left"));
    }
  }
  EXPECT_GE(short_of, 2);
}

/// A file of the client's own that no attempt could use: said by its member's name, and not tried again.
TEST(OwnCertificate, ThatCannotBeUsedIsNamedAndNotTriedAgain) {
  const Certificate client = make_certificate({.common_name = "client", .is_authority = true});
  const Certificate other = make_certificate({.common_name = "other", .is_authority = true});
  const PemFile certificate{{client}};
  const PemFile key{{}, client.key.get()};
  const PemFile others_key{{}, other.key.get()};
  const PemFile encrypted{{}, client.key.get(), "hunter2"};
  const PemFile both_encrypted{{client}, client.key.get(), "hunter2"};
  const PemFile empty{{}};
  const auto written = [](const PemFile& file, const std::string& text) {
    std::ofstream{file.path(), std::ios::binary} << text;
    return file.path();
  };
  const PemFile broken_certificate{{}};
  const PemFile broken_key{{}};
  const struct {
    std::string certificate;
    std::string key;
    const char* words;
  } rows[] = {
      {"/nowhere/cert.pem", "", "tls.client_cert_file names cannot be read (No such file or directory)"},
      {certificate.path(), "/nowhere/key.pem", "tls.client_key_file names cannot be read (No such file"},
      {"/", "", "tls.client_cert_file names cannot be read"},
      {empty.path(), key.path(), "tls.client_cert_file names has no certificate in PEM"},
      {key.path(), key.path(), "tls.client_cert_file names has no certificate in PEM"},
      {certificate.path(), "", "tls.client_cert_file names has no key in PEM"},
      {certificate.path(), certificate.path(), "tls.client_key_file names has no key in PEM"},
      {certificate.path(), encrypted.path(), "a key must not have a password"},
      {both_encrypted.path(), "", "a key must not have a password"},
      {certificate.path(), others_key.path(), "own certificate or key cannot be used"},
      {written(broken_certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
       key.path(), "own certificate or key cannot be used"},
      {certificate.path(),
       written(broken_key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
       "own certificate or key cannot be used"},
  };
  const Unaccepting server{Unaccepting::Queue::has_room};
  for (const auto& row : rows) {
    const auto transport = ticket0::detail::make_curl_transport(
        {.tls = {.client_cert_file = row.certificate, .client_key_file = row.key}});
    try {
      (void)transport->send({.method = "GET", .url = server.url("https")}, {.time_left = 2s});
      ADD_FAILURE() << "answered";
    } catch (const TransportError& error) {
      EXPECT_EQ(error.reason(), Reason::tls) << error.what();
      EXPECT_EQ(error.outcome(), Outcome::not_sent);
      EXPECT_TRUE(ticket0::detail::ErrorFactory::details(error).permanent) << error.what();
      EXPECT_THAT(error.what(), HasSubstr(row.words));
    }
  }
}

}  // namespace

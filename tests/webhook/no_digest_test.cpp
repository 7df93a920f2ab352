// A libcrypto that computes no SHA-256: the event is redelivered, and the log hears why.
#include <openssl/evp.h>

#include "webhook/support.hpp"

/// Takes the place of libcrypto's, which does the same e.g. where a policy of the system forbids it.
extern "C" int EVP_Digest(const void* /*data*/, std::size_t /*count*/, unsigned char* /*digest*/,
                          unsigned int* /*size*/, const EVP_MD* /*type*/, ENGINE* /*engine*/) {
  return 0;
}

namespace {

using namespace webhook_test;

TEST(ReceivingWithoutDigests, AnswersThatAnEventWithoutAnIdIsToBeSentAgain) {
  std::vector<std::string> failures;
  int handled = 0;
  const Receiver receiver{{.secrets = {secret},
                           .on_failure =
                               [&](const Event&, std::exception_ptr thrown) {
                                 try {
                                   std::rethrow_exception(thrown);
                                 } catch (const std::exception& error) {
                                   failures.emplace_back(error.what());
                                 }
                               }},
                          [&](const Event&) { ++handled; }};
  const std::string_view ping = R"({"ping":true})";
  const Answer answer = receiver.receive("POST", {{std::string{signature_header}, sign(ping, secret)}}, ping);
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(failures, std::vector<std::string>{"libcrypto failed to compute SHA-256"});
  EXPECT_EQ(handled, 0);
}

}  // namespace

// The file with the client's own key is read after a failure, and nothing of it is left in freed memory.
#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "memory/heap.hpp"
#include "transport/local_cause.hpp"

namespace {

constexpr char key[] = "-----BEGIN PRIVATE KEY-----\na key of nobody's\n";

/// What this thread's read() gives: first the key, and then the end, or an error.
thread_local bool gives_key = false;
thread_local int error_after_key = 0;
thread_local bool has_given = false;

}  // namespace

extern "C" ssize_t read(int file, void* buffer, std::size_t size) {
  if (!gives_key) return syscall(SYS_read, file, buffer, size);
  if (has_given) {
    errno = error_after_key;
    return error_after_key == 0 ? 0 : -1;
  }
  has_given = true;
  const std::size_t length = std::min(size, std::strlen(key));
  std::memcpy(buffer, key, length);
  return static_cast<ssize_t>(length);
}

namespace {

/// Of a handshake that the client's certificate may have broken.
std::string problem_of_own_certificate() {
  gives_key = true;
  has_given = false;
  const auto cause = ticket0::detail::local_cause_of(
      CURLE_SSL_CERTPROBLEM, 0, {.client_cert_file = "/dev/null", .client_key_file = "/dev/null"});
  gives_key = false;
  return cause.own_certificate;
}

class KeyFile : public testing::TestWithParam<int> {};

TEST_P(KeyFile, IsNotInMemoryThatIsFreed) {
  error_after_key = GetParam();
  const heap::Freed freed{"a key of nobody's"};
  const std::string problem = problem_of_own_certificate();
  ASSERT_TRUE(has_given);
  EXPECT_EQ(problem.empty(), error_after_key != 0) << problem;
  EXPECT_EQ(freed.with_text(), 0);
}

INSTANTIATE_TEST_SUITE_P(ThatEndsOrBreaks, KeyFile, testing::Values(0, EIO));

}  // namespace

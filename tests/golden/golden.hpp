#pragma once

#include <gmock/gmock.h>

#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"

namespace golden {

/// A file of data/, without its last line's end.
[[nodiscard]] std::string text_of(const std::string& file);

/// A client whose service answers with golden files, and what it was told of them.
class Golden {
 public:
  Golden();
  /// The next answer, to one call.
  Golden& answer(const std::string& file);
  Golden& answer_text(std::string body);
  [[nodiscard]] const ticket0::Client& client() const noexcept { return client_; }
  /// The body of the last request.
  [[nodiscard]] std::string written() const { return wire_->sent().back().body; }
  /// Since it was last asked for, as "Ticket.status new value", in order.
  [[nodiscard]] std::vector<std::string> drift();

 private:
  struct Notes;
  std::shared_ptr<ticket0::fakes::FakeTransport> wire_;
  std::shared_ptr<Notes> notes_;
  ticket0::Client client_;
};

/// Something to be checked with golden files, under any locale.
struct Case {
  std::string name;
  void (*check)(Golden& golden);
  friend void PrintTo(const Case& which, std::ostream* out) { *out << which.name; }
};
[[nodiscard]] std::vector<Case> ticket_cases();
[[nodiscard]] std::vector<Case> message_cases();
[[nodiscard]] std::vector<Case> customer_cases();
[[nodiscard]] std::vector<Case> article_cases();

[[nodiscard]] inline std::optional<ticket0::Timestamp> at(std::string_view text) {
  return ticket0::parse_timestamp(text);
}

// Member by member, so that a failure says which one; and as a whole, so that none is forgotten.
void expect_same(const ticket0::Ticket& read, const ticket0::Ticket& expected);
void expect_same(const ticket0::Message& read, const ticket0::Message& expected);
void expect_same(const ticket0::Customer& read, const ticket0::Customer& expected);
void expect_same(const ticket0::Article& read, const ticket0::Article& expected);

template <class T>
void expect_same(const ticket0::Page<T>& read, const ticket0::Page<T>& expected) {
  EXPECT_EQ(read.next, expected.next);
  EXPECT_EQ(read.total, expected.total);
  ASSERT_EQ(read.items.size(), expected.items.size());
  for (std::size_t i = 0; i < read.items.size(); ++i) expect_same(read.items[i], expected.items[i]);
}

}  // namespace golden

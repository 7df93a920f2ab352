// Handlers that outlive their lease, and handlers that end their thread.
#include <pthread.h>
#include <unistd.h>

#include <thread>

#include "ticket0/fakes.hpp"
#include "webhook/support.hpp"

namespace {

using namespace webhook_test;
using State = SeenStore::State;
using testing::ElementsAre;
using testing::HasSubstr;

class Leases : public testing::Test {
 protected:
  std::shared_ptr<ticket0::fakes::ManualClock> clock_{std::make_shared<ticket0::fakes::ManualClock>()};
  std::shared_ptr<MemorySeenStore> store_{
      std::make_shared<MemorySeenStore>(MemorySeenStore::Options{.clock = clock_})};
  std::vector<std::string> failures_{};
  std::function<void()> handler_{};
  std::function<void()> on_failure_{};

  Receiver receiver_{{.secrets = {secret},
                      .checks = {.now = created},
                      .seen = store_,
                      .on_failure =
                          [this](const Event&, std::exception_ptr thrown) {
                            try {
                              std::rethrow_exception(thrown);
                            } catch (const std::exception& error) {
                              failures_.emplace_back(error.what());
                            }
                            if (on_failure_) on_failure_();
                          }},
                     [this](const Event&) {
                       const auto handler = handler_;  // which may replace itself
                       handler();
                     }};
  [[nodiscard]] Answer deliver() const {
    return receiver_.receive("POST", {{std::string{signature_header}, sign(body, secret)}}, body);
  }
};

TEST_F(Leases, AHandlerThatOutlivesItAndIsOvertakenIsToldOf) {
  handler_ = [&] {
    clock_->advance(5min);
    handler_ = [] {};
    EXPECT_EQ(deliver().text, "handled") << "the next one";
  };
  EXPECT_EQ(deliver().text, "handled") << "which is true";
  EXPECT_THAT(failures_, ElementsAre(HasSubstr("ReceiverOptions.lease, 300 s")));
  EXPECT_EQ(deliver().text, "handled before");
}

TEST_F(Leases, AHandlerThatOutlivesItAloneIsNothingToTellOf) {
  handler_ = [&] { clock_->advance(1h); };
  EXPECT_EQ(deliver().text, "handled");
  EXPECT_EQ(deliver().text, "handled before");
  EXPECT_THAT(failures_, ElementsAre());
}

TEST_F(Leases, AHandlerThatFailsAfterItDoesNotFreeTheNextOnesEvent) {
  handler_ = [&] {
    clock_->advance(5min);
    handler_ = [&] { EXPECT_EQ(store_->claim("evt_1", 5min).state, State::in_progress); };
    EXPECT_EQ(deliver().text, "handled");
    throw std::runtime_error{"too late"};
  };
  EXPECT_EQ(deliver().status, 500);
  EXPECT_EQ(deliver().text, "handled before");
}

/// Its handler ends the thread, in one way or another. The process goes on, and the event is free.
struct Way {
  std::string name;
  void (*end)();
  friend void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }
};

void leave() { pthread_exit(nullptr); }
void cancel_and_wait() {
  pthread_cancel(pthread_self());
  pthread_testcancel();
}

const Way ways[] = {
    {"PthreadExit", leave},
    {"PthreadExitWithinACatch",
     [] {
       try {
         throw std::runtime_error{"no more"};
       } catch (const std::exception&) {
         leave();
       }
     }},
    {"PthreadExitWithinATry",
     [] {
       try {
         leave();
       } catch (const std::exception&) {}
     }},
    {"PthreadExitDeepDown",
     [] {
       const std::string local(100, 'x');
       const std::function<void(int)> down = [&](int levels) { levels == 0 ? leave() : down(levels - 1); };
       down(50);
     }},
    {"PthreadCancel", cancel_and_wait},
#ifndef __SANITIZE_THREAD__  // it sees no lock of a thread that was cancelled inside a function it replaces
    {"PthreadCancelInASleep",
     [] {
       pthread_cancel(pthread_self());
       std::this_thread::sleep_for(1h);
     }},
    {"PthreadCancelInARead",
     [] {
       int ends[2];
       ASSERT_EQ(::pipe(ends), 0);
       pthread_cancel(pthread_self());
       char byte = 0;
       static_cast<void>(::read(ends[0], &byte, 1));
     }},
#endif
    {"PthreadExitWhileCancelled",
     [] {
       pthread_cancel(pthread_self());
       leave();
     }},
};

class EndOfAThread : public Leases, public testing::WithParamInterface<Way> {
 protected:
  /// Delivers on a thread of its own; whether receive() returned.
  [[nodiscard]] bool deliver_elsewhere() {
    bool returned = false;
    std::thread{[&] {
      static_cast<void>(deliver());
      returned = true;
    }}.join();
    return returned;
  }
};

TEST_P(EndOfAThread, InAHandlerFreesTheEvent) {
  handler_ = GetParam().end;
  EXPECT_FALSE(deliver_elsewhere());
  EXPECT_THAT(failures_, ElementsAre()) << "nobody failed";
  handler_ = [] {};
  EXPECT_EQ(deliver().text, "handled");
}

TEST_P(EndOfAThread, WhileAFailureIsToldFreesTheEvent) {
  handler_ = [] { throw std::runtime_error{"no database"}; };
  on_failure_ = GetParam().end;
  EXPECT_FALSE(deliver_elsewhere());
  on_failure_ = nullptr;
  handler_ = [] {};
  EXPECT_EQ(deliver().text, "handled");
}

INSTANTIATE_TEST_SUITE_P(By, EndOfAThread, testing::ValuesIn(ways),
                         [](const auto& each) { return each.param.name; });

/// pthread_cancel() in a handler that reaches no place where it takes effect: the event was handled.
TEST_F(Leases, AThreadThatIsCancelledTooLateHasHandledTheEvent) {
  handler_ = [] { pthread_cancel(pthread_self()); };
  std::optional<Answer> answer;
  std::thread{[&] {
    answer = deliver();
    pthread_testcancel();
  }}.join();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "handled");
  EXPECT_EQ(deliver().text, "handled before");
}

}  // namespace

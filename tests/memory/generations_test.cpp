// What goes on for as long as the program runs, each step with what the one before was given: the memory
// after many steps is that after few.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <ostream>

#include "async/coroutines.hpp"
#include "concurrency/event.hpp"
#include "memory/heap.hpp"
#include "ticket0/async.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;

class Ok final : public Transport {
 public:
  HttpResponse send(const HttpRequest&, const SendContext&) override {
    return {.status = 200, .body = R"({"id":"tkt_1"})"};
  }
};

Client make_client() {
  return Client{
      {.api_key = Secret{"t0_test"}, .rate_limit = {.enabled = false}, .transport = std::make_shared<Ok>()}};
}

/// The fewest blocks that were allocated at a moment of the last steps: what another worker still holds of
/// the step before is not counted.
class Fewest {
 public:
  explicit Fewest(int steps) : left_(steps) {}
  /// False after the last step.
  bool step() {
    const int left = --left_;
    if (left < 200) fewest_ = std::min(fewest_, heap::live_blocks());
    return left > 0;
  }
  [[nodiscard]] std::size_t blocks() const { return fewest_; }
  Event over{};

 private:
  int left_;
  std::size_t fewest_{std::numeric_limits<std::size_t>::max()};
};

using Next = Client (*)(const Client&);

/// Each job posts the next one with the client that it was given, or one like it.
void post(const Client& client, Next next, Fewest& fewest) {
  auto task = async(client, [next, &fewest](const Client& given) {
    if (fewest.step())
      post(next(given), next, fewest);
    else
      fewest.over.set();
  });
}

std::size_t jobs(int steps, Next next) {
  Fewest fewest{steps};
  {
    const Client client = make_client();
    post(client, next, fewest);
    EXPECT_TRUE(fewest.over.wait());
  }
  return fewest.blocks();
}

std::size_t withs(int steps, const std::function<CallOptions(int)>& options) {
  Client client = make_client();
  for (int step = 0; step < steps; ++step) client = client.with(options(step));
  static_cast<void>(client.tickets().get(TicketId{"tkt_1"}));
  return heap::live_blocks();
}

Detached await_each(const Client& client, Fewest& fewest) {
  while (fewest.step()) {
    auto task = async(client, [](const Client&) { return 1; });
    static_cast<void>(co_await std::move(task));
  }
  fewest.over.set();
}

struct Chain {
  std::string name;
  std::size_t (*blocks_after)(int steps);
  friend void PrintTo(const Chain& chain, std::ostream* out) { *out << chain.name; }
};

const Chain chains[] = {
    {"OfJobs", [](int steps) { return jobs(steps, [](const Client& given) { return given; }); }},
    {"OfJobsWithACallEach",
     [](int steps) {
       return jobs(steps, [](const Client& given) {
         static_cast<void>(given.tickets().get(TicketId{"tkt_1"}));
         return given;
       });
     }},
    {"OfJobsWithATimeout",
     [](int steps) { return jobs(steps, [](const Client& given) { return given.with({.timeout = 5s}); }); }},
    {"OfJobsWithASourceEach",
     [](int steps) {
       return jobs(steps, [](const Client& given) { return given.with({.cancel = CancelSource{}.token()}); });
     }},
    {"OfJobsWithOneSource",
     [](int steps) {
       return jobs(steps, [](const Client& given) {
         static const CancelSource source;
         return given.with({.cancel = source.token()});
       });
     }},
    {"OfJobsAndWhatFollowsThem",
     [](int steps) {
       Fewest fewest{steps};
       const Client client = make_client();
       const std::function<void(const Client&)> run = [&](const Client& given) {
         auto task = async(given, [&](const Client& own) { return own; }).then([&](const Client& own) {
           if (fewest.step())
             run(own);
           else
             fewest.over.set();
         });
       };
       run(client);
       EXPECT_TRUE(fewest.over.wait());
       return fewest.blocks();
     }},
    {"OfAwaitedTasks",
     [](int steps) {
       Fewest fewest{steps};
       const Client client = make_client();
       await_each(client, fewest);
       EXPECT_TRUE(fewest.over.wait());
       return fewest.blocks();
     }},
    {"OfWithAndOneToken",
     [](int steps) {
       const CancelSource source;
       return withs(steps, [&](int) { return CallOptions{.cancel = source.token()}; });
     }},
    {"OfWithAndTwoTokensInTurn",
     [](int steps) {
       const CancelSource sources[2];
       return withs(steps, [&](int step) { return CallOptions{.cancel = sources[step % 2].token()}; });
     }},
    {"OfWithAndTheTokenOfASourceThatIsGone",
     [](int steps) {
       return withs(steps, [](int) { return CallOptions{.cancel = CancelSource{}.token()}; });
     }},
    {"OfWithAndAHeader",
     [](int steps) {
       return withs(steps, [](int step) {
         return CallOptions{.headers = {{"X-Step", std::to_string(step % 10)}}};
       });
     }},
};

class Chains : public testing::TestWithParam<Chain> {};

TEST_P(Chains, TakeNoMoreMemoryTheLongerTheyAre) {
  static_cast<void>(GetParam().blocks_after(300));  // what is made once in a process
  const std::size_t few = GetParam().blocks_after(1'000);
  EXPECT_LT(GetParam().blocks_after(20'000), few + 1'000)
      << "a block in 19 steps; the other workers hold some";
}

INSTANTIATE_TEST_SUITE_P(Long, Chains, testing::ValuesIn(chains),
                         [](const auto& each) { return each.param.name; });

}  // namespace

#include "resources/raw_reply.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// Tells `sending` which message the answer gives. If there is no time to read it, or no memory, the message
/// stays unknown: the answer has come, and that is what the caller has to hear.
void end(ReplyMemory::Sending& sending, const HttpResponse& answer, const Engine& engine,
         const Begun& begun) {
  const auto is_over = [&] {
    return begun.options().cancel.cancelled() || engine.clock().now() >= begun.deadline;
  };
  try {
    const auto decoded = json::decode_one<Message>(answer.body, json::Stop{is_over});
    if (decoded.problem.empty() && !decoded.given_up) sending.end(decoded.value);
  } catch (const std::bad_alloc&) {}
}

}  // namespace

HttpResponse send_raw_reply(const Engine& engine, const Call& call, const TicketId& ticket) {
  ReplyMemory::Sending sending{engine.replies(), engine.clock(), ticket, {}};
  try {
    HttpResponse answer = engine.run(call);
    end(sending, answer, engine, call.begun);
    return answer;
  } catch (const Error& error) {
    sending.end(error.outcome());
    throw;
  }
}

}  // namespace ticket0::inline v1::detail

#include "resources/raw_reply.hpp"

namespace ticket0::inline v1::detail {

HttpResponse send_raw_reply(const Engine& engine, const Call& call, const TicketId& ticket) {
  ReplyMemory::Sending sending{engine.replies(), engine.clock(), ticket, {}};
  try {
    HttpResponse answer = engine.run(call);
    const auto decoded = json::decode_one<Message>(answer.body);
    if (decoded.problem.empty()) sending.end(decoded.value);
    return answer;
  } catch (const Error& error) {
    sending.end(error.outcome());
    throw;
  }
}

}  // namespace ticket0::inline v1::detail

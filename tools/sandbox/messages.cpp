#include <array>
#include <span>

#include "sandbox/body.hpp"
#include "sandbox/route.hpp"
#include "sandbox/views.hpp"

namespace sandbox {
namespace {

Answer list_messages(Store& store, const Call& call) { return {200, messages_json(store.messages(call.id))}; }

Answer send_message(Store& store, const Call& call) {
  store.ticket(call.id);
  const Body body(call.request, {"fromAddress", "bodyText"});
  const auto message =
      store.reply(call.id, {.from_address = body.email("fromAddress"), .body_text = body.text("bodyText")});
  return {201, message_json(message)};
}

constexpr std::array routes{
    Route{"GET", "/tickets/:id/messages", Scope::messages_read, list_messages},
    Route{"POST", "/tickets/:id/messages", Scope::messages_send, send_message},
};

}  // namespace

std::span<const Route> message_routes() { return routes; }

}  // namespace sandbox

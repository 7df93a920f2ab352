// The code of docs/outbox.md that is not in an example.
#include "ticket0/outbox.hpp"

namespace {

using namespace ticket0;

// NOLINTNEXTLINE(misc-unused-using-decls)
[[maybe_unused]] void put() {
  // [snippet outbox_put]
  const outbox::Outbox box{{.path = "/var/lib/shop/outbox.db"}};
  box.put("order-4711-shipped", TicketId{"tkt_9f2"},
          {.from_address = "support@example.com", .body_text = "Your order has left our house."});
  // [end]
}

}  // namespace

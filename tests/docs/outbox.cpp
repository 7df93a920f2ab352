// The code of docs/outbox.md that is not in an example.
// [snippet outbox_include]
#include "ticket0/outbox.hpp"
// [end]

#include <functional>
#include <future>

namespace {

using namespace ticket0;

// [snippet outbox_one_token]
/// Sends until `signalled` is cancelled or `feed`, which puts replies into the outbox, returns or throws.
void serve(const outbox::Outbox& box, const Client& client, const CancelToken& signalled,
           const std::function<void(const CancelToken&)>& feed) {
  const CancelSource stop;  // cancelled by either
  const auto on_signal = signalled.on_cancel([stop] { stop.cancel(); });
  auto feeding = std::async(std::launch::async, [&] {
    const std::shared_ptr<void> at_end{nullptr, [&](void*) { stop.cancel(); }};
    feed(stop.token());
  });
  {
    const std::shared_ptr<void> at_end{nullptr, [&](void*) { stop.cancel(); }};
    box.run(client, stop.token());
  }
  feeding.get();  // throws what `feed` threw
}
// [end]
[[maybe_unused]] constexpr auto* is_used = &serve;

// NOLINTNEXTLINE(misc-unused-using-decls)
[[maybe_unused]] void put() {
  // [snippet outbox_put]
  const outbox::Outbox box{{.path = "/var/lib/shop/outbox.db"}};
  box.put("order-4711-shipped", TicketId{"tkt_9f2"},
          {.from_address = "support@example.com", .body_text = "Your order has left our house."});
  // [end]
}

}  // namespace

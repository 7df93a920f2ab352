#include "json/decode.hpp"
#include "ticket0/webhook.hpp"

namespace ticket0::inline v1::webhook {

namespace {

/// `family`: how the types of events begin that are about a T. Any object with an id reads as a T, so that
/// the data alone does not tell.
template <class T>
std::optional<T> decode(const Event& event, std::string_view family) {
  if (!event.type.text().starts_with(family)) return std::nullopt;
  auto decoded = detail::json::decode_one<T>(event.data);
  if (!decoded.problem.empty()) return std::nullopt;
  return std::move(decoded.value);
}

}  // namespace

template <>
std::optional<Ticket> Event::as<Ticket>() const {
  return decode<Ticket>(*this, "ticket.");
}
template <>
std::optional<Message> Event::as<Message>() const {
  return decode<Message>(*this, "message.");
}
template <>
std::optional<Customer> Event::as<Customer>() const {
  return decode<Customer>(*this, "customer.");
}

}  // namespace ticket0::inline v1::webhook

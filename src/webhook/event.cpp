#include "webhook/event.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "error/error.hpp"
#include "json/decode.hpp"
#include "json/envelope.hpp"
#include "webhook/signature.hpp"

namespace ticket0::inline v1::webhook {

using detail::Refused;

namespace {

constexpr std::array<std::string_view, 9> type_words{"",
                                                     "ticket.created",
                                                     "ticket.assigned",
                                                     "ticket.resolved",
                                                     "ticket.reopened",
                                                     "ticket.tagged",
                                                     "ticket.csat_received",
                                                     "message.sent",
                                                     "customer.created"};
static_assert(detail::enum_text(EventType::customer_created, type_words) == type_words.back());

/// `family`: how the types of events about a T begin. Any object with an id can be read as a T, so
/// the data alone does not tell.
template <class T>
std::optional<T> decode(const Event& event, std::string_view family) {
  if (!event.type.text().starts_with(family)) return std::nullopt;
  auto decoded = detail::json::decode_one<T>(event.data);
  if (!decoded.problem.empty()) return std::nullopt;
  return std::move(decoded.value);
}

std::string describe(Refusal refusal) {
  switch (refusal) {
    case Refusal::missing:
      return "the delivery has no signature: does what stands in front of the receiver pass on the header "
             "Ticket0-Signature?";
    case Refusal::malformed:
      return "the delivery's Ticket0-Signature has no sha256= with 64 hex digits: is it passed on whole?";
    case Refusal::mismatch:
      return "the delivery's signature does not match this body with any of the secrets: is it the secret of "
             "this endpoint, without white space around it, and is the body passed on byte for byte, neither "
             "parsed and written again nor converted?";
    case Refusal::too_old: return "the event is older than Checks::max_age";
    case Refusal::too_new:
      return "the event is further ahead than Checks::max_ahead: is this machine's clock right?";
    case Refusal::too_large: return "the delivery's body is larger than Checks::max_bytes";
  }
  return "the delivery is refused";
}

bool has_white_space_around_it(const Secret& secret) {
  return detail::trimmed(secret.reveal()).size() != secret.reveal().size();
}

Refused mismatch(std::span<const Secret> secrets) {
  if (std::none_of(secrets.begin(), secrets.end(), has_white_space_around_it))
    return {Refusal::mismatch, describe(Refusal::mismatch)};
  return {Refusal::mismatch,
          "the delivery's signature does not match this body with any of the secrets, of which one "
          "begins or ends with white space: was it read from a file with its last line break?"};
}

std::optional<Refused> refuse_by_age(Timestamp created, const Checks& checks) {
  using detail::in_words;
  using std::chrono::floor;
  using std::chrono::microseconds;
  using std::chrono::seconds;
  using std::chrono::system_clock;
  const Timestamp now = checks.now.value_or(floor<microseconds>(system_clock::now()));
  if (created < now - checks.max_age)
    return Refused{Refusal::too_old, "the event is " + in_words(floor<seconds>(now - created)) +
                                         " old, and older than " + in_words(checks.max_age) +
                                         " is refused (Checks::max_age): is this machine's clock right?"};
  if (created > now + checks.max_ahead)
    return Refused{Refusal::too_new, "the event is from " + in_words(floor<seconds>(created - now)) +
                                         " ahead, and more than " + in_words(checks.max_ahead) +
                                         " is refused (Checks::max_ahead): is this machine's clock right?"};
  return std::nullopt;
}

/// A body that is not an envelope becomes an event with only its raw text.
Event to_event(std::string_view body) {
  Event event{.raw = std::string{body}};
  auto envelope = detail::json::decode_envelope(body);
  if (envelope.id.empty() || envelope.type.empty()) return event;
  event.id = std::move(envelope.id);
  event.type = Open<EventType>{std::move(envelope.type)};
  event.created_at = parse_timestamp(envelope.created_at);
  event.workspace_id = std::move(envelope.workspace_id);
  event.data = std::move(envelope.data);
  return event;
}

}  // namespace

std::string_view to_string(EventType value) noexcept { return detail::enum_text(value, type_words); }
EventType parse_as(std::string_view text, EventType otherwise) noexcept {
  return detail::parse_enum(text, type_words, otherwise);
}

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

std::string_view to_string(Refusal value) noexcept {
  switch (value) {
    case Refusal::missing: return "missing";
    case Refusal::malformed: return "malformed";
    case Refusal::mismatch: return "mismatch";
    case Refusal::too_old: return "too_old";
    case Refusal::too_new: return "too_new";
    case Refusal::too_large: return "too_large";
  }
  return {};
}

SignatureError::SignatureError(Refusal refusal) : SignatureError(refusal, describe(refusal)) {}
SignatureError::SignatureError(Refusal refusal, const std::string& what)
    : Error(what, std::make_shared<const Details>(Details{.of_a_call = false})), refusal_(refusal) {}
SignatureError::~SignatureError() = default;
Refusal SignatureError::refusal() const noexcept { return refusal_; }

Event parse(std::string_view body, std::string_view signature, std::span<const Secret> secrets,
            const Checks& checks) {
  detail::check_secrets<InvalidArgument>("secrets", secrets);
  detail::check<InvalidArgument>(checks);
  Event event;
  if (const auto refused = detail::try_parse(body, signature, secrets, checks, event))
    throw SignatureError{refused->refusal, refused->text};
  return event;
}

}  // namespace ticket0::inline v1::webhook

namespace ticket0::inline v1::detail {

template <class E>
void check(const webhook::Checks& checks) {
  using std::chrono::days;
  using std::chrono::seconds;
  check_time<E>("Checks.max_age", checks.max_age, seconds{1}, days{366});
  check_time<E>("Checks.max_ahead", checks.max_ahead, seconds{0}, days{366});
  check_count<E>("Checks.max_bytes", checks.max_bytes);
}
template void check<InvalidArgument>(const webhook::Checks&);
template void check<ConfigError>(const webhook::Checks&);

std::optional<Refused> try_parse(std::string_view body, std::string_view signature,
                                 std::span<const Secret> secrets, const webhook::Checks& checks,
                                 webhook::Event& event) {
  using webhook::Refusal;
  if (body.size() > checks.max_bytes)
    return Refused{Refusal::too_large, "the delivery's body has " + std::to_string(body.size()) +
                                           " bytes, and more than " + std::to_string(checks.max_bytes) +
                                           " are refused (Checks::max_bytes)"};
  const auto signatures = signatures_in(signature);
  if (signatures.empty()) {
    const bool is_blank = signature.find_first_not_of(", \t") == std::string_view::npos;
    const Refusal refusal = is_blank ? Refusal::missing : Refusal::malformed;
    return Refused{refusal, webhook::describe(refusal)};
  }
  if (!matches(body, signatures, secrets)) return webhook::mismatch(secrets);
  event = webhook::to_event(body);
  return event.created_at ? webhook::refuse_by_age(*event.created_at, checks) : std::nullopt;
}

}  // namespace ticket0::inline v1::detail

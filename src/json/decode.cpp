#include "json/decode.hpp"

#include <algorithm>

#include "json/reader.hpp"
#include "json/repair.hpp"
#include "json/sax.hpp"
#include "ticket0/models.hpp"

namespace ticket0::inline v1::detail::json {

namespace {

std::string describe_malformed(std::string_view body, const Parsed& parsed) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const auto start =
      body.find_first_not_of(" \t\r\n", body.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
  if (start == std::string_view::npos) return "is empty";
  if (body[start] == '<')
    return "is a web page, not JSON: check that ClientOptions.base_url ends with the API's path, and that no "
           "proxy or sign-in page of the network responds in place of the service";
  if (parsed.position > body.size())
    return "is not JSON: it ends too early, after " + std::to_string(body.size()) + " bytes";
  return "is not JSON (byte " + std::to_string(parsed.position) + " of " + std::to_string(body.size()) + ")";
}

std::string describe(std::string_view body, const Parsed& parsed, const Reader& reader) {
  switch (parsed.result) {
    case Parse::complete: return reader.missing();
    case Parse::malformed: return describe_malformed(body, parsed);
    case Parse::too_deep: return "is nested deeper than " + std::to_string(max_depth) + " levels";
    case Parse::stopped: break;
    case Parse::given_up: return "was not read to its end";
  }
  return reader.problem();
}

/// Parses with the reader that `make_reader` returns. If the text is not JSON, parses it once more, repaired.
template <class T, class MakeReader>
Parse read(std::string_view body, Decoded<T>& decoded, const Stop& stop, const MakeReader& make_reader) {
  const auto once = [&](std::string_view text) {
    Reader reader = make_reader();
    const Parsed parsed = parse(text, reader, stop);
    decoded.problem = describe(text, parsed, reader);
    decoded.over_limit = parsed.result == Parse::too_deep || reader.over_limit();
    decoded.given_up = parsed.result == Parse::given_up;
    decoded.drift = reader.take_drift();
    return parsed.result;
  };
  const Parse result = once(body);
  if (result != Parse::malformed) return result;
  decoded.value = {};  // drops what was read, before another text comes
  const std::string repaired = repair(body, stop);
  decoded.given_up = stop();
  return decoded.given_up || repaired == body ? result : once(repaired);
}

/// The text of the object under the one key that a single object may come under; empty if there is none.
template <class T>
std::string wrapped(T& outer) {
  const auto found = outer.extra.find(schema_of<T>().one);
  const bool is_wrapper = outer.id.empty() && found != outer.extra.end() && found->second.starts_with('{');
  return is_wrapper ? std::move(found->second) : std::string{};
}

}  // namespace

template <class T>
Decoded<T> decode_one(std::string_view body, const Stop& stop) {
  Decoded<T> decoded;
  const auto read_object = [&decoded, &stop](std::string_view text) {
    return read(text, decoded, stop, [&decoded] {
      decoded.value = T{};
      return Reader{schema_of<T>(), &decoded.value};
    });
  };
  if (read_object(body) == Parse::complete)
    if (const std::string inner = wrapped(decoded.value); !inner.empty()) read_object(inner);
  return decoded;
}

template <class T>
Decoded<T> decode_written(std::string_view body) {
  Decoded<T> decoded;
  read(body, decoded, {}, [&decoded] { return Reader{schema_of<T>(), &decoded.value}; });
  return decoded;
}

template <class T>
Decoded<Page<T>> decode_page(std::string_view body, std::size_t expected, const Stop& stop) {
  constexpr std::size_t shortest_item = 128;  // bytes, as a rule: a short page must not reserve much more
  Decoded<Page<T>> decoded;
  Page<T>& page = decoded.value;
  const PageSink sink{
      .items = &page.items,
      .append = [](void* items) -> void* { return &static_cast<std::vector<T>*>(items)->emplace_back(); },
      .next = page.next,
      .total = page.total,
  };
  read(body, decoded, stop, [&] {
    page = Page<T>{};
    page.items.reserve(std::min(expected, body.size() / shortest_item + 1));
    return Reader{schema_of<T>(), sink};
  });
  return decoded;
}

template Decoded<Ticket> decode_one<Ticket>(std::string_view, const Stop&);
template Decoded<Message> decode_one<Message>(std::string_view, const Stop&);
template Decoded<Customer> decode_one<Customer>(std::string_view, const Stop&);
template Decoded<Article> decode_one<Article>(std::string_view, const Stop&);
template Decoded<NewTicket> decode_written<NewTicket>(std::string_view);
template Decoded<NewReply> decode_written<NewReply>(std::string_view);
template Decoded<Page<Ticket>> decode_page<Ticket>(std::string_view, std::size_t, const Stop&);
template Decoded<Page<Message>> decode_page<Message>(std::string_view, std::size_t, const Stop&);
template Decoded<Page<Customer>> decode_page<Customer>(std::string_view, std::size_t, const Stop&);
template Decoded<Page<Article>> decode_page<Article>(std::string_view, std::size_t, const Stop&);

}  // namespace ticket0::inline v1::detail::json

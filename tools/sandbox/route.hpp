#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/event.hpp"
#include "sandbox/fault.hpp"
#include "sandbox/generation.hpp"
#include "sandbox/json.hpp"
#include "sandbox/keys.hpp"
#include "sandbox/request.hpp"
#include "sandbox/store.hpp"
#include "sandbox/target.hpp"
#include "sandbox/views.hpp"

namespace sandbox {

/// How a list leads from page to page: as it should, to the same page again and again, or with the last items
/// of a page once more at the beginning of the next one.
enum class Paging { straight, loop, overlap };

/// What a route's handler gets to see.
struct Call {
  const Request& request;
  const Query& query;
  std::string id;  // the segment that stands at `:id`; empty where the path has none
  Generation generation{Generation::newer};
  Paging paging{Paging::straight};
  std::span<const Fault> storing{};  // how the message of a reply is stored otherwise
  std::optional<Instant> as_of{};    // of a ticket's messages: as they were then

  const Views& views() const { return views_of(generation); }
};

struct Answer {
  int status{200};
  Json body{};
  std::vector<Event> events{};  // what has happened, for webhooks
};

/// One endpoint. The handler throws Refusal to decline.
struct Route {
  std::string_view method;
  std::string_view path;  // below the base path, e.g. "/tickets/:id"
  Scope scope;
  Answer (*handle)(Store& store, const Call& call);
};

std::span<const Route> ticket_routes();
std::span<const Route> message_routes();
std::span<const Route> customer_routes();
std::span<const Route> knowledge_base_routes();

}  // namespace sandbox

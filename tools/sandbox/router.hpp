#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/fault.hpp"
#include "sandbox/generation.hpp"
#include "sandbox/json.hpp"
#include "sandbox/keys.hpp"
#include "sandbox/request.hpp"
#include "sandbox/store.hpp"
#include "sandbox/views.hpp"
#include "sandbox/webhook_delivery.hpp"

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

struct Match {
  const Route* route{nullptr};  // null: no such path, or not with this method
  std::string path{};     // the path's pattern, also where only the method does not fit; empty: no such path
  std::string allowed{};  // the methods that the path knows, for the `Allow` header
  std::string id{};
};

/// Finds the endpoint for decoded path segments below the base path.
Match match(std::string_view method, const std::vector<std::string>& path);

/// Every endpoint, e.g. "GET /tickets/:id".
std::vector<std::string> route_names();

/// Whether the endpoint of this name answers with a page of a list. The newer generation has all messages of
/// a ticket in one answer.
bool is_paged(std::string_view route, Generation generation);

}  // namespace sandbox

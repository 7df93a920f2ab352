#include <array>
#include <span>

#include "sandbox/body.hpp"
#include "sandbox/listing.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/router.hpp"
#include "sandbox/views.hpp"

namespace sandbox {
namespace {

Answer list_customers(Store& store, const Call& call) {
  const CustomerFilter filter{.email = call.query.text("email"),
                              .external_id = call.query.text("externalId")};
  const Listing listing("customers", {filter.email, filter.external_id}, call);
  return {200, listing.json(store.customers(filter, listing.slice()), customer_json)};
}

Answer create_customer(Store& store, const Call& call) {
  const Body body(call.request, {"email", "name", "externalId", "metadata"});
  Customer customer{.email = body.email("email"),
                    .name = body.optional_name("name"),
                    .external_id = body.optional_text("externalId")};
  for (const auto& [key, value] : body.map("metadata", Body::Nulls::refused)) customer.metadata[key] = *value;
  const auto upsert = store.upsert_customer(customer);
  Answer answer{upsert.created ? 201 : 200, customer_json(upsert.customer)};
  if (upsert.created) answer.events.push_back({"customer.created", answer.body});
  return answer;
}

Answer get_customer(Store& store, const Call& call) { return {200, customer_json(store.customer(call.id))}; }

Answer update_customer(Store& store, const Call& call) {
  store.customer(call.id);
  const Body body(call.request, {"name", "metadata"});
  if (body.empty()) throw invalid("the body must change something: name or metadata");

  const auto name = body.optional_name("name");
  const auto metadata = body.map("metadata", Body::Nulls::allowed);
  const auto customer = store.alter_customer(call.id, [&](Customer& each) {
    if (name) each.name = *name;
    for (const auto& [key, value] : metadata) {
      if (value) {
        each.metadata[key] = *value;
      } else {
        each.metadata.erase(key);
      }
    }
  });
  return {200, customer_json(customer)};
}

constexpr std::array routes_of_customers{
    Route{"GET", "/customers", Scope::customers_read, list_customers},
    Route{"POST", "/customers", Scope::customers_write, create_customer},
    Route{"GET", "/customers/:id", Scope::customers_read, get_customer},
    Route{"PATCH", "/customers/:id", Scope::customers_write, update_customer},
};

}  // namespace

std::span<const Route> customer_routes() { return routes_of_customers; }

}  // namespace sandbox

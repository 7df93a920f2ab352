#include "json/encode.hpp"
#include "resources/list.hpp"
#include "resources/object.hpp"
#include "resources/query.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

std::string target_of(const CustomerQuery& query) {
  detail::Query text{"CustomerQuery"};
  text.add("email", "email", query.email);
  text.add("externalId", "external_id", query.external_id);
  text.limit(query.limit, detail::max_page_size);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_customers.route} + text.text();
}

Page<Customer> fetch(const detail::Engine& engine, const CustomerQuery& query, detail::CallScope scope,
                     detail::Lane lane) {
  return detail::fetch_page<Customer>(engine, operations::list_customers, target_of(query), query.limit,
                                      std::move(scope), lane);
}

}  // namespace

Customers::Customers(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Customer> Customers::list(CustomerQuery query, CallOptions call) const {
  if (!query.limit) query.limit = detail::max_page_size;
  static_cast<void>(target_of(query));  // a mistake in it is told now
  return detail::list_pages<Customer>(engine_, operations::list_customers, std::move(query), std::move(call),
                                      &fetch);
}

Page<Customer> Customers::page(const CustomerQuery& query, const CallOptions& call) const {
  return fetch(*engine_, query, engine_->begin(call), detail::Lane::direct);
}

Customer Customers::get(const CustomerId& id, const CallOptions& call) const {
  return detail::call_object<Customer>(*engine_, operations::get_customer, "CustomerId", id, {}, call);
}

Customer Customers::create(const NewCustomer& customer, const CallOptions& call) const {
  const detail::Operation& operation =
      customer.external_id ? operations::upsert_customer : operations::create_customer;
  return detail::create_object<Customer>(*engine_, operation, json::encode(customer), call);
}

Customer Customers::update(const CustomerId& id, const CustomerPatch& patch, const CallOptions& call) const {
  return detail::call_object<Customer>(*engine_, operations::update_customer, "CustomerId", id,
                                       json::encode(patch), call);
}

}  // namespace ticket0::inline v1

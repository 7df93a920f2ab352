#include "engine/query.hpp"
#include "json/encode.hpp"
#include "resources/listing.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

std::string target_of_list(const CustomerQuery& query) {
  detail::Query text{"CustomerQuery"};
  text.add("email", "email", query.email);
  text.add("externalId", "external_id", query.external_id);
  text.limit(query.limit, detail::highest_limit);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_customers.route} + text.text();
}

Page<Customer> fetch_page(const detail::Engine& engine, const CustomerQuery& query, detail::Begun begun) {
  return engine.run(
      {.operation = operations::list_customers, .target = target_of_list(query), .begun = std::move(begun)},
      &json::decode_page<Customer>);
}

std::string target_of(const detail::Operation& operation, const CustomerId& id) {
  return detail::path_of(operation, id.str(), "CustomerId");
}

}  // namespace

Customers::Customers(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Customer> Customers::list(CustomerQuery query, CallOptions call) const {
  if (!query.limit) query.limit = detail::highest_limit;
  static_cast<void>(target_of_list(query));  // a mistake in it is told now
  return detail::walk_pages<Customer>(engine_, operations::list_customers, std::move(query), std::move(call),
                                      &fetch_page);
}

Page<Customer> Customers::page(const CustomerQuery& query, const CallOptions& call) const {
  return fetch_page(*engine_, query, engine_->begin(call));
}

Customer Customers::get(const CustomerId& id, const CallOptions& call) const {
  return engine_->run({.operation = operations::get_customer,
                       .target = target_of(operations::get_customer, id),
                       .begun = engine_->begin(call)},
                      &json::decode_one<Customer>);
}

Customer Customers::create(const NewCustomer& customer, const CallOptions& call) const {
  const detail::Operation& operation =
      customer.external_id ? operations::upsert_customer : operations::create_customer;
  return engine_->run({.operation = operation,
                       .target = std::string{operation.route},
                       .body = json::encode(customer),
                       .begun = engine_->begin(call)},
                      &json::decode_one<Customer>);
}

Customer Customers::update(const CustomerId& id, const CustomerPatch& patch, const CallOptions& call) const {
  return engine_->run({.operation = operations::update_customer,
                       .target = target_of(operations::update_customer, id),
                       .body = json::encode(patch),
                       .begun = engine_->begin(call)},
                      &json::decode_one<Customer>);
}

}  // namespace ticket0::inline v1

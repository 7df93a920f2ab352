#include "engine/query.hpp"
#include "json/encode.hpp"
#include "resources/collection.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

std::string target_of(const CustomerQuery& query) {
  detail::Query text{"CustomerQuery"};
  text.add("email", "email", query.email);
  text.add("externalId", "external_id", query.external_id);
  text.limit(query.limit, detail::highest_limit);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_customers.route} + text.text();
}

constexpr detail::Collection<Customer, CustomerQuery> the_customers{
    operations::list_customers, operations::get_customer, "CustomerId", &target_of};

}  // namespace

Customers::Customers(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Customer> Customers::list(CustomerQuery query, CallOptions call) const {
  return the_customers.list(engine_, std::move(query), std::move(call));
}

Page<Customer> Customers::page(const CustomerQuery& query, const CallOptions& call) const {
  return the_customers.page(*engine_, query, call);
}

Customer Customers::get(const CustomerId& id, const CallOptions& call) const {
  return the_customers.get(*engine_, id, call);
}

Customer Customers::create(const NewCustomer& customer, const CallOptions& call) const {
  const detail::Operation& operation =
      customer.external_id ? operations::upsert_customer : operations::create_customer;
  return the_customers.create(*engine_, operation, json::encode(customer), call);
}

Customer Customers::update(const CustomerId& id, const CustomerPatch& patch, const CallOptions& call) const {
  return the_customers.update(*engine_, operations::update_customer, id, json::encode(patch), call);
}

}  // namespace ticket0::inline v1

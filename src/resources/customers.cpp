#include "json/encode.hpp"
#include "resources/list.hpp"
#include "resources/object.hpp"
#include "resources/query.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

std::string customers_target(const CustomerQuery& query) {
  detail::Query text{"CustomerQuery"};
  text.add("email", "email", query.email);
  text.add("externalId", "external_id", query.external_id);
  text.limit(query.limit, detail::max_page_size);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_customers.route} + text.text();
}

}  // namespace

Customers::Customers(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Customer> Customers::list(CustomerQuery query, CallOptions call) const {
  return detail::list_all<Customer>(engine_, operations::list_customers, &customers_target, std::move(query),
                                    std::move(call));
}

Page<Customer> Customers::page(const CustomerQuery& query, const CallOptions& call) const {
  return detail::fetch_page<Customer>(*engine_, operations::list_customers, &customers_target, query, call,
                                      detail::Lane::direct);
}

Customer Customers::get(const CustomerId& id, const CallOptions& call) const {
  return detail::get_object<Customer>(*engine_, operations::get_customer, "CustomerId", id, call);
}

Customer Customers::create(const NewCustomer& customer, const CallOptions& call) const {
  const detail::Operation& operation =
      customer.external_id ? operations::get_or_create_customer : operations::create_customer;
  return detail::create_object<Customer>(
      *engine_, operation, [&] { return json::encode(customer); }, call);
}

Customer Customers::update(const CustomerId& id, const CustomerPatch& patch, const CallOptions& call) const {
  return detail::call_object<Customer>(
      *engine_, operations::update_customer, "CustomerId", id, [&] { return json::encode(patch); }, call);
}

}  // namespace ticket0::inline v1

#include "ticket0/fakes.hpp"

namespace ticket0::inline v1::fakes {

namespace {

template <class T>
std::string page_json(std::string_view name, const Page<T>& page) {
  std::string items;
  for (const T& item : page.items) items.append(items.empty() ? "" : ",").append(to_json(item));
  return "{" + json_string(name) + ":[" + items +
         "],\"nextCursor\":" + (page.next ? json_string(page.next->str()) : "null") +
         (page.total ? ",\"total\":" + std::to_string(*page.total) : "") + "}";
}

}  // namespace

std::string json(const Ticket& ticket) { return to_json(ticket); }
std::string json(const Message& message) { return to_json(message); }
std::string json(const Customer& customer) { return to_json(customer); }
std::string json(const Article& article) { return to_json(article); }
std::string json(const Page<Ticket>& page) { return page_json("tickets", page); }
std::string json(const Page<Message>& page) { return page_json("messages", page); }
std::string json(const Page<Customer>& page) { return page_json("customers", page); }
std::string json(const Page<Article>& page) { return page_json("articles", page); }

}  // namespace ticket0::inline v1::fakes

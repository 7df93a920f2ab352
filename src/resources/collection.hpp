#pragma once

#include "resources/listing.hpp"

namespace ticket0::inline v1::detail {

/// What the resources that have a list and single objects do alike.
template <class T, class Query>
struct Collection {
  const Operation& many;
  const Operation& one;
  std::string_view id_type;                // for errors: "TicketId"
  std::string (*target_of)(const Query&);  // path and query of a page

  [[nodiscard]] PagedRange<T> list(const std::shared_ptr<const Engine>& engine, Query query,
                                   CallOptions call) const {
    if (!query.limit) query.limit = highest_limit;
    static_cast<void>(target_of(query));  // a mistake in it is told now
    return walk_pages<T>(engine, many, std::move(query), std::move(call),
                         [all = *this](const Engine& same, const Query& page, const Begun& begun, Lane lane) {
                           return all.fetch(same, page, begun, lane);
                         });
  }
  [[nodiscard]] Page<T> page(const Engine& engine, const Query& query, const CallOptions& call) const {
    return fetch(engine, query, engine.begin(call), Lane::direct);
  }
  template <class Id>
  [[nodiscard]] T get(const Engine& engine, const Id& id, const CallOptions& call) const {
    return engine.run(
        {.operation = one, .target = path_of(one, id.str(), id_type), .begun = engine.begin(call)},
        [&id](std::string_view answer) { return json::decode_with_id<T>(answer, id.str()); });
  }
  /// Changes the object `id`; gives it as the service has it then.
  template <class Id>
  [[nodiscard]] T update(const Engine& engine, const Operation& operation, const Id& id, std::string body,
                         const CallOptions& call) const {
    const Call whole{.operation = operation,
                     .target = path_of(operation, id.str(), id_type),
                     .body = std::move(body),
                     .begun = engine.begin(call)};
    return engine.run(whole,
                      [&id](std::string_view answer) { return json::decode_with_id<T>(answer, id.str()); });
  }
  /// Sends `body`; gives the object that came of it.
  [[nodiscard]] static T create(const Engine& engine, const Operation& operation, std::string body,
                                const CallOptions& call) {
    const Call whole{.operation = operation,
                     .target = std::string{operation.route},
                     .body = std::move(body),
                     .begun = engine.begin(call)};
    return engine.run(whole, &json::decode_one<T>);
  }

 private:
  [[nodiscard]] Page<T> fetch(const Engine& engine, const Query& query, Begun begun, Lane lane) const {
    const auto expected = static_cast<std::size_t>(query.limit.value_or(usual_limit));
    Call whole{.operation = many, .target = {}, .begun = std::move(begun), .lane = lane};
    whole.target = target_of(query);
    return engine.run(whole,
                      [expected](std::string_view body) { return json::decode_page<T>(body, expected); });
  }
};

}  // namespace ticket0::inline v1::detail

#pragma once

#include "engine/engine.hpp"
#include "resources/query.hpp"

/// The calls that are about one object.
namespace ticket0::inline v1::detail {

/// Gets the object `id`, or changes it by `body()`; returns it as the service then has it. `id_type` is for
/// errors: "TicketId".
template <class T, class Id, class Body>
[[nodiscard]] T call_object(const Engine& engine, const Operation& operation, std::string_view id_type,
                            const Id& id, const Body& body, const CallOptions& options) {
  return engine.observe(operation, [&](ObservedCall& call) {
    const Call whole{.operation = operation,
                     .target = path_of(operation, id.str(), id_type),
                     .body = body(),
                     .scope = engine.begin(options, call)};
    return engine.run(whole, [&id](std::string_view response, const json::Stop& stop) {
      return json::decode_with_id<T>(response, id.str(), stop);
    });
  });
}

template <class T, class Id>
[[nodiscard]] T get_object(const Engine& engine, const Operation& operation, std::string_view id_type,
                           const Id& id, const CallOptions& options) {
  return call_object<T>(
      engine, operation, id_type, id, [] { return std::string{}; }, options);
}

/// Sends `body()`; returns the object that was created.
template <class T, class Body>
[[nodiscard]] T create_object(const Engine& engine, const Operation& operation, const Body& body,
                              const CallOptions& options) {
  return engine.observe(operation, [&](ObservedCall& call) {
    const Call whole{.operation = operation,
                     .target = std::string{operation.route},
                     .body = body(),
                     .scope = engine.begin(options, call)};
    return engine.run(whole, &json::decode_one<T>);
  });
}

}  // namespace ticket0::inline v1::detail

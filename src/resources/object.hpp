#pragma once

#include "engine/engine.hpp"
#include "resources/query.hpp"

/// The calls that are about one object.
namespace ticket0::inline v1::detail {

/// Gets the object `id`, or changes it by `body`; gives it as the service has it then. `id_type` is for
/// errors: "TicketId".
template <class T, class Id>
[[nodiscard]] T call_object(const Engine& engine, const Operation& operation, std::string_view id_type,
                            const Id& id, std::string body, const CallOptions& call) {
  const Call whole{.operation = operation,
                   .target = path_of(operation, id.str(), id_type),
                   .body = std::move(body),
                   .scope = engine.begin(call)};
  return engine.run(whole, [&id](std::string_view answer, const json::Stop& stop) {
    return json::decode_with_id<T>(answer, id.str(), stop);
  });
}

/// Sends `body`; gives the object that came of it.
template <class T>
[[nodiscard]] T create_object(const Engine& engine, const Operation& operation, std::string body,
                              const CallOptions& call) {
  const Call whole{.operation = operation,
                   .target = std::string{operation.route},
                   .body = std::move(body),
                   .scope = engine.begin(call)};
  return engine.run(whole, &json::decode_one<T>);
}

}  // namespace ticket0::inline v1::detail

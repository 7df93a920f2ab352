#pragma once

#include "base/text.hpp"
#include "fuzz.hpp"
#include "json/decode.hpp"
#include "json/json_writer.hpp"
#include "ticket0/models.hpp"

/// What holds for every answer that is decoded, whatever its bytes.
namespace fuzz {

namespace json = ticket0::detail::json;

template <class Model>
void check_object(const Model& object) {
  require(!object.id.empty(), "an object has an id");
  require(ticket0::detail::is_utf8(object.id.str()), "an id is valid UTF-8");
  for (const auto& [name, text] : object.extra) {
    require(ticket0::detail::is_utf8(name), "the name of an unknown member is valid UTF-8");
    require(json::minify(text) == text, "an unknown member is kept as JSON text without blanks");
  }
}

template <class T>
void check_result(const json::Decoded<T>& decoded) {
  require(decoded.drift.size() <= 64, "no answer reports more than 64 surprises");
  require(!decoded.over_limit || !decoded.problem.empty(), "beyond a limit is a problem");
}

/// `check.template operator()<Model>()` for each.
void for_each_model(const auto& check) {
  check.template operator()<ticket0::Ticket>();
  check.template operator()<ticket0::Message>();
  check.template operator()<ticket0::Customer>();
  check.template operator()<ticket0::Article>();
}

}  // namespace fuzz

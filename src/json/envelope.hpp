#pragma once

#include <string>
#include <string_view>

namespace ticket0::inline v1::detail::json {

/// The envelope of an event, as far as it is there.
struct Envelope {
  std::string id{};
  std::string type{};
  std::string created_at{};
  std::string workspace_id{};
  std::string data{};  // JSON text without white space
};

/// A total function: any bytes give an Envelope, an empty one if they are not a JSON object.
[[nodiscard]] Envelope decode_envelope(std::string_view text);

}  // namespace ticket0::inline v1::detail::json

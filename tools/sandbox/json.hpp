#pragma once

#include <nlohmann/json.hpp>

namespace sandbox {

/// Members stay in the order in which the reference lists them.
using Json = nlohmann::ordered_json;

}  // namespace sandbox

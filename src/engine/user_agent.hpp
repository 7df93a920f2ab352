#pragma once

#include <string>
#include <string_view>

namespace ticket0::inline v1::detail {

/// `ticket0-cpp/<version> (<os>; <arch>) <transport> <app_info>`, without what is empty.
[[nodiscard]] std::string user_agent(std::string_view transport, std::string_view app_info);

}  // namespace ticket0::inline v1::detail

#include "ticket0/http.hpp"
#include "types/ascii.hpp"

namespace ticket0::inline v1 {

std::optional<std::string_view> HttpResponse::header(std::string_view name) const& noexcept {
  for (const auto& [header_name, value] : headers)
    if (detail::equal_ignoring_case(header_name, name)) return value;
  return std::nullopt;
}

Transport::~Transport() = default;
void Transport::close_idle_connections() noexcept {}

}  // namespace ticket0::inline v1

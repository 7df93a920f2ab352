#include "sandbox/request.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "sandbox/ascii.hpp"

namespace sandbox {

std::string Request::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& each) { return lower(each.first) == lower(name); });
  return found == headers.end() ? std::string{} : found->second;
}

}  // namespace sandbox

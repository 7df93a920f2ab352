#include "sandbox/keys.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/ascii.hpp"

namespace sandbox {
namespace {

constexpr std::array<std::pair<Scope, std::string_view>, 7> scopes{{
    {Scope::tickets_read, "tickets:read"},
    {Scope::tickets_write, "tickets:write"},
    {Scope::messages_read, "messages:read"},
    {Scope::messages_send, "messages:send"},
    {Scope::customers_read, "customers:read"},
    {Scope::customers_write, "customers:write"},
    {Scope::admin, "admin"},
}};

}  // namespace

std::string_view text(Scope scope) {
  const auto* found =
      std::find_if(scopes.begin(), scopes.end(), [&](const auto& entry) { return entry.first == scope; });
  return found == scopes.end() ? std::string_view{} : found->second;
}

std::optional<Scope> parse_scope(std::string_view text) {
  const auto* found =
      std::find_if(scopes.begin(), scopes.end(), [&](const auto& entry) { return entry.second == text; });
  if (found == scopes.end()) return std::nullopt;
  return found->first;
}

const ApiKey* find_key(const std::vector<ApiKey>& keys, std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (lower(authorization.substr(0, scheme.size())) != scheme) return nullptr;
  const auto token = authorization.substr(scheme.size());
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const ApiKey& key) { return key.key == token; });
  return found == keys.end() ? nullptr : &*found;
}

}  // namespace sandbox

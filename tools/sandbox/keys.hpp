#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

enum class Scope {
  tickets_read,
  tickets_write,
  messages_read,
  messages_send,
  customers_read,
  customers_write,
  admin,
};

/// As the reference spells it, e.g. `tickets:read`.
std::string_view text(Scope scope);
std::optional<Scope> parse_scope(std::string_view text);

struct ApiKey {
  std::string key{};
  std::set<Scope> scopes{Scope::admin};
  bool expired{false};

  bool allows(Scope scope) const { return scopes.contains(Scope::admin) || scopes.contains(scope); }
};

/// The key of an `Authorization` header's value if it is one of `keys`, expired or not; null for anything
/// else.
const ApiKey* find_key(const std::vector<ApiKey>& keys, std::string_view authorization);

}  // namespace sandbox

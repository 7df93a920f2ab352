#include "transport/needed_names.hpp"

#include <algorithm>
#include <new>

#include "base/text.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// A name that ends in a number is an address of four numbers: url.hpp lets no other pass.
bool is_address(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);  // npos + 1 is 0
  return host.find(':') != std::string_view::npos || std::all_of(last.begin(), last.end(), is_digit);
}

/// libcurl knows the address of every other host by itself, or spells its name differently.
bool is_looked_up(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (is_address(host) || equal_ignoring_case(host, "localhost") || host.ends_with(".localhost"))
    return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; });
}

}  // namespace

NeededNames::NeededNames(const Origin& origin, const ProxyChoice& proxy) {
  const auto add = [this](const std::string& host, int port) {
    if (is_looked_up(host)) names_.push_back({.name = host, .port = port});
  };
  if (!proxy.none()) add(proxy.host, proxy.port);
  if (proxy.none() || proxy.wants_address()) add(origin.host, origin.port);
}

int NeededNames::on_start(void* /*resolver*/, void* /*reserved*/, void* names) noexcept {
  auto& self = *static_cast<NeededNames*>(names);
  if (self.known_) return 0;
  self.wanted_ = true;
  return 1;
}

std::optional<MissingName> NeededNames::look_up(std::chrono::steady_clock::time_point until,
                                                const CancelToken& cancel) {
  for (const auto& [name, port] : names_) {
    LookUp lookup = NameLookUps::find(name, until, cancel);
    if (lookup.end != LookUp::End::found) return MissingName{.name = name, .lookup = std::move(lookup)};
    std::string line = "+" + name + ":" + std::to_string(port);  // "+": not for ever
    char separator = ':';
    for (const std::string& address : lookup.addresses) {
      line += separator;
      line += address.find(':') == std::string::npos ? address : "[" + address + "]";
      separator = ',';
    }
    curl_slist* const longer = curl_slist_append(list_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc{};
    (void)list_.release();
    list_.reset(longer);
  }
  known_ = true;
  return std::nullopt;
}

void NeededNames::forget() const noexcept {
  for (const Place& each : names_) NameLookUps::forget(each.name);
}

}  // namespace ticket0::inline v1::detail

#include <utility>

#include "base/secret.hpp"
#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

void detail::wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // no allocation: what an earlier, longer value left behind is reached too
  volatile char* at = text.data();
  for (std::size_t left = text.size(); left != 0; --left) *at++ = '\0';
  text.clear();
}

void Secret::wipe(std::string& text) noexcept { detail::wipe(text); }
Secret::Secret(const Secret& other) = default;
Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { detail::wipe(other.value_); }
Secret& Secret::operator=(const Secret& other) {
  if (this != &other) *this = Secret{other};
  return *this;
}
Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    detail::wipe(value_);
    value_.swap(other.value_);
    detail::wipe(other.value_);
  }
  return *this;
}
Secret::~Secret() { detail::wipe(value_); }
std::string_view Secret::reveal() const noexcept { return value_; }
bool Secret::empty() const noexcept { return value_.empty(); }

}  // namespace ticket0::inline v1

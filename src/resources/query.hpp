#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/operation.hpp"
#include "ticket0/types.hpp"

namespace ticket0::inline v1::detail {

/// The part of a URL from the question mark on. A filter that cannot be sent is an InvalidArgument that names
/// the struct and the member.
class Query {
 public:
  explicit Query(std::string_view type) noexcept : type_(type) {}

  /// `name` on the wire, `member` in the struct; an unset filter is left out.
  void add(std::string_view name, std::string_view member, const std::optional<std::string>& value) {
    if (value) append(name, member, *value);
  }
  template <class Tag>
  void add(std::string_view name, std::string_view member, const std::optional<Id<Tag>>& value) {
    if (value) append(name, member, value->str());
  }
  template <class E>
  void add(std::string_view name, std::string_view member, const std::optional<Open<E>>& value) {
    if (value) append(name, member, value->text());
  }
  /// 1 to `highest`.
  void limit(const std::optional<int>& value, int highest);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  void append(std::string_view name, std::string_view member, std::string_view value);
  std::string_view type_;
  std::string text_{};
};

/// The operation's path with `id`, encoded. An InvalidArgument that names `id_type` for an id that would
/// change the path: an empty one, "." and "..", or one that is not UTF-8.
[[nodiscard]] std::string path_of(const Operation& operation, std::string_view id, std::string_view id_type);

}  // namespace ticket0::inline v1::detail

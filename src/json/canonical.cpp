#include "json/canonical.hpp"

#include "json/json_text.hpp"
#include "json/sax.hpp"

namespace ticket0::inline v1::detail::json {

namespace {

struct Copy {
  bool value(const Scalar& scalar) {
    text.value(scalar);
    return true;
  }
  bool key(std::string_view name) {
    text.key(name);
    return true;
  }
  bool open(char bracket) {
    text.open(bracket);
    return true;
  }
  bool close(char bracket) {
    text.close(bracket);
    return true;
  }
  JsonText text{};
};

}  // namespace

std::optional<std::string> canonical(std::string_view text) {
  Copy copy;
  if (parse(text, copy).result != Parse::complete) return std::nullopt;
  return copy.text.take();
}

}  // namespace ticket0::inline v1::detail::json

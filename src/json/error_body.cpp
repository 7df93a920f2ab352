#include "json/error_body.hpp"

#include "json/sax.hpp"

namespace ticket0::inline v1::detail::json {

namespace {

/// Takes the texts of the outermost object's "error".
class ErrorReader {
 public:
  bool value(const Scalar& scalar) {
    if (target_ != nullptr && scalar.kind == Scalar::Kind::text) *target_ = scalar.text;
    return true;
  }
  bool key(std::string_view name) {
    if (depth_ == 1) in_error_ = name == "error";
    target_ = nullptr;
    if (depth_ == 1 && in_error_) target_ = &body.message;  // {"error":"text"}, as gateways write it
    if (depth_ == 2 && in_error_)
      target_ = name == "code"         ? &body.code
                : name == "message"    ? &body.message
                : name == "retryAfter" ? &body.retry_after
                                       : nullptr;
    return true;
  }
  bool open(char /*bracket*/) {
    ++depth_;
    target_ = nullptr;
    return true;
  }
  bool close(char /*bracket*/) {
    --depth_;
    target_ = nullptr;
    return true;
  }
  ErrorBody body{};

 private:
  int depth_{0};
  bool in_error_{false};
  std::string* target_{nullptr};
};

}  // namespace

ErrorBody decode_error(std::string_view text, const Stop& stop) {
  return parse_or_repair<ErrorReader>(text, stop).body;
}

}  // namespace ticket0::inline v1::detail::json

#include "json/envelope.hpp"

#include "json/json_writer.hpp"
#include "json/sax.hpp"

namespace ticket0::inline v1::detail::json {

namespace {

/// Takes the texts of the outermost object, and its "data" whatever it is.
class EnvelopeReader {
 public:
  bool value(const Scalar& scalar) {
    if (in_data_) data_.value(scalar);
    if (depth_ == 1 && in_data_) end_data();
    if (target_ != nullptr && scalar.kind == Scalar::Kind::text) *target_ = scalar.text;
    return true;
  }
  bool key(std::string_view name) {
    if (in_data_) {
      data_.key(name);
    } else if (depth_ == 1) {
      in_data_ = name == "data";
      target_ = name == "id"            ? &envelope.id
                : name == "type"        ? &envelope.type
                : name == "createdAt"   ? &envelope.created_at
                : name == "workspaceId" ? &envelope.workspace_id
                                        : nullptr;
    }
    return true;
  }
  bool open(char bracket) {
    if (in_data_) data_.open(bracket);
    ++depth_;
    target_ = nullptr;
    return true;
  }
  bool close(char bracket) {
    --depth_;
    if (in_data_) data_.close(bracket);
    if (depth_ == 1 && in_data_) end_data();
    return true;
  }
  Envelope envelope{};

 private:
  void end_data() {
    envelope.data = data_.take();
    in_data_ = false;
  }
  int depth_{0};
  bool in_data_{false};
  std::string* target_{nullptr};
  JsonWriter data_{};
};

}  // namespace

Envelope decode_envelope(std::string_view text) { return parse_or_repair<EnvelopeReader>(text).envelope; }

}  // namespace ticket0::inline v1::detail::json

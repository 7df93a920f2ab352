// A page of each model from any bytes.
#include "decoded.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::for_each_model([body = fuzz::text_of(data, size)]<class Model> {
    const auto decoded = fuzz::json::decode_page<Model>(body);
    fuzz::check_result(decoded);
    if (!decoded.problem.empty()) return;
    for (const Model& item : decoded.value.items) fuzz::check_object(item);
    fuzz::require(!decoded.value.next || !decoded.value.next->empty(), "an empty cursor is the end");
  });
  return 0;
}

// A single object of each model, bare or under its key, from any bytes.
#include "decoded.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::for_each_model([body = fuzz::text_of(data, size)]<class Model> {
    const auto decoded = fuzz::json::decode_one<Model>(body);
    fuzz::check_result(decoded);
    if (decoded.problem.empty()) fuzz::check_object(decoded.value);
  });
  return 0;
}

// A single object of each model, bare or under its key, from any bytes.
#include "decoded.hpp"

namespace {

template <class Model>
void check(std::string_view body) {
  const auto decoded = fuzz::json::decode_one<Model>(body);
  fuzz::check_result(decoded);
  if (decoded.problem.empty()) fuzz::check_object(decoded.value);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body = fuzz::text_of(data, size);
  check<ticket0::Ticket>(body);
  check<ticket0::Message>(body);
  check<ticket0::Customer>(body);
  check<ticket0::Article>(body);
  return 0;
}

// A page of each model from any bytes.
#include "decoded.hpp"

namespace {

template <class Model>
void check(std::string_view body) {
  const auto decoded = fuzz::json::decode_page<Model>(body);
  fuzz::check_result(decoded);
  if (!decoded.problem.empty()) return;
  for (const Model& item : decoded.value.items) fuzz::check_object(item);
  fuzz::require(!decoded.value.next || !decoded.value.next->empty(), "an empty cursor is the end");
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

#include "ticket0/error.hpp"
#include "types/words.hpp"

namespace ticket0::inline v1 {

namespace {
constexpr std::array<std::string_view, 7> words{"",          "VALIDATION_ERROR", "UNAUTHORIZED", "FORBIDDEN",
                                                "NOT_FOUND", "RATE_LIMITED",     "INTERNAL"};
constexpr std::array<std::string_view, 7> older_words{
    "", "bad_request", "unauthorized", "forbidden", "not_found", "rate_limited", "internal_error"};
static_assert(detail::word_of(ErrorCode::internal, words) == "INTERNAL");
}  // namespace

std::string_view to_string(ErrorCode value) noexcept { return detail::word_of(value, words); }
ErrorCode parse_as(std::string_view text, ErrorCode otherwise) noexcept {
  return detail::value_of(text, words, detail::value_of(text, older_words, otherwise));
}

}  // namespace ticket0::inline v1

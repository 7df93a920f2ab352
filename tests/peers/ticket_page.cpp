#include "peers/ticket_page.hpp"

#include <array>

namespace peers {

namespace {

template <std::size_t N>
std::string_view turn(const std::array<std::string_view, N>& words, int number) {
  return words[static_cast<std::size_t>(number) % N];
}

constexpr std::array<std::string_view, 5> subjects{
    "My order 48213 hasn't arrived and the tracking page says nothing",
    "Lieferung 48150: falsche Gr\u00f6\u00dfe erhalten, bitte um Umtausch",
    "Two-factor codes are rejected since I changed my phone",
    "Invoice 48045 shows the wrong VAT number \\u2014 please correct it",
    "Webhook deliveries stopped on Friday around 18:00",
};
constexpr std::array<std::string_view, 3> statuses{"open", "pending", "resolved"};
constexpr std::array<std::string_view, 4> assignees{R"("usr_01HV6Q7Z3KXN5W8R2TBD")",
                                                    R"("usr_01HV6Q7Z9MTP4C6E1YGA")",
                                                    R"("usr_01HV6Q80B2HJ7S3F5QKV")", "null"};
constexpr std::array<std::string_view, 3> tags{R"(["shipping"])", R"([])", R"(["billing","priority:high"])"};

/// With zeros in front, so that every ticket is of about the same length.
std::string digits(int number, std::size_t width) {
  const std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string ticket(int number) {
  std::string text{R"({"id":"tkt_01HV6R2D0C)"};
  text.append(digits(number, 12)).append(R"(","subject":")").append(turn(subjects, number));
  text.append(R"(","status":")").append(turn(statuses, number));
  text.append(R"(","assigneeId":)").append(turn(assignees, number));
  text.append(R"(,"customerId":"cus_01HV6R2D0C)").append(digits(number / 3, 12));
  text.append(R"(","tags":)").append(turn(tags, number));
  text.append(R"(,"createdAt":"2026-04-22T10:)").append(digits(number % 60, 2)).append(R"(:30.125Z")");
  text.append(R"(,"updatedAt":"2026-04-23T08:)").append(digits(number % 60, 2)).append(R"(:01.000Z"})");
  return text;
}

}  // namespace

std::string ticket_page(int first, int count, std::string_view next) {
  std::string text{R"({"tickets":[)"};
  for (int number = first; number < first + count; ++number) {
    if (number != first) text += ',';
    text += ticket(number);
  }
  text += R"(],"nextCursor":)";
  text += next.empty() ? "null" : '"' + std::string{next} + '"';
  return text + '}';
}

}  // namespace peers

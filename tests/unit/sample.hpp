#pragma once

#include <string>
#include <string_view>

#include "ticket0/models.hpp"

namespace unit {

/// Of each model: what it is called, and an object of it with every member, and one that is not known.
template <class T>
struct Sample;

template <>
struct Sample<ticket0::Ticket> {
  static constexpr std::string_view type = "Ticket";
  static constexpr std::string_view one = "ticket";
  static constexpr std::string_view many = "tickets";
  static constexpr std::string_view object =
      "{\"id\":\"tkt_1\",\"subject\":\"caf\xC3\xA9 \\ud83d\\ude00\",\"status\":\"open\",\"assigneeId\":"
      "\"usr_1\",\"customerId\":\"cus_1\",\"inboxId\":\"inb_1\",\"tags\":[\"a\",\"b\"],"
      "\"createdAt\":\"2026-04-22T10:30:00Z\",\"updatedAt\":\"2026-04-22T10:30:00Z\","
      "\"zip\":{\"a\":[1,-2.5e3,{\"b\":null}]}}";
};

template <>
struct Sample<ticket0::Message> {
  static constexpr std::string_view type = "Message";
  static constexpr std::string_view one = "message";
  static constexpr std::string_view many = "messages";
  static constexpr std::string_view object =
      R"({"id":"msg_1","ticketId":"tkt_1","conversationId":"conv_1","direction":"inbound","channel":"email",
      "subject":"s","fromAddress":"f","authorEmail":"e","fromName":"n","toAddresses":["t"],"ccAddresses":["c"],
      "bodyText":"b","body":"o","bodyHtml":"h","bodyTextCleaned":"c","externalId":"x","inReplyTo":"r",
      "authorType":"user","authorId":"a","authorName":"N","aiSentiment":"neutral","detectedLanguage":"de",
      "isNote":true,"createdAt":"2026-04-22T10:30:00Z","zip":[1.5,{"a":false}]})";
};

template <>
struct Sample<ticket0::Customer> {
  static constexpr std::string_view type = "Customer";
  static constexpr std::string_view one = "customer";
  static constexpr std::string_view many = "customers";
  static constexpr std::string_view object =
      R"({"id":"cus_1","email":"e","name":"n","externalId":"x","metadata":{"a":"1","b \u00e9":""},
      "ticketCount":3,"createdAt":"2026-04-22T10:30:00Z","zip":["\ud83d\ude00",[]]})";
};

template <>
struct Sample<ticket0::Article> {
  static constexpr std::string_view type = "Article";
  static constexpr std::string_view one = "article";
  static constexpr std::string_view many = "articles";
  static constexpr std::string_view object =
      R"({"id":"art_1","title":"t","slug":"s","status":"draft","excerpt":"e","body":"# b\n",
      "createdAt":"2026-04-22T10:30:00Z","updatedAt":"2026-04-22T10:30:00Z","zip":{"":{"":[]}}})";
};

template <class T>
[[nodiscard]] std::string page_of(std::string_view items, std::string_view rest = {}) {
  return "{\"" + std::string{Sample<T>::many} + "\":[" + std::string{items} + "]" + std::string{rest} + "}";
}

}  // namespace unit

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "json/json_writer.hpp"
#include "ticket0/types.hpp"

namespace ticket0::inline v1::detail::json {

/// A member of a request body: its name on the wire, and the caller's name for it, which errors use.
struct WireName {
  std::string_view wire;
  std::string_view member;
};

/// Writes one request body, members in the order of the calls. What the service could not read is an
/// InvalidArgument that names the struct and the member.
class RequestBodyWriter {
 public:
  /// `names`: every member the struct has, for `extra` must not repeat one.
  RequestBodyWriter(std::string_view type, std::span<const WireName> names) noexcept;
  void text(const WireName& name, std::string_view value);
  /// A text that must not be empty.
  void required_text(const WireName& name, std::string_view value);
  void texts(const WireName& name, std::span<const std::string> values);
  void null(const WireName& name);
  /// The entries of a member that is an object of texts.
  class Map {
   public:
    void text(std::string_view key, std::string_view value);
    void null(std::string_view key);
    [[noreturn]] void refuse_unset(std::string_view key) const;

   private:
    friend class RequestBodyWriter;
    Map(RequestBodyWriter& writer, const WireName& name) noexcept : writer_(writer), name_(name) {}
    void begin(std::string_view key);
    RequestBodyWriter& writer_;
    const WireName& name_;
  };
  /// `write` gets the Map.
  template <class Write>
  void map(const WireName& name, const Write& write) {
    begin(name.wire);
    out_.open('{');
    Map entries{*this, name};
    write(entries);
    out_.close('}');
  }
  template <class E>
  void word(const WireName& name, const Open<E>& value) {
    if (value.text().empty()) refuse(name.member, "has no text: set a value of its enum, or leave it unset");
    text(name, value.text());
  }
  /// `instead`: what to do if the id is empty.
  void id(const WireName& name, std::string_view value, std::string_view instead);
  void extra(const ExtraFields& fields);
  /// The body. An InvalidArgument if no member was written.
  [[nodiscard]] std::string finish();

 private:
  void begin(std::string_view wire_name);
  void check_utf8(std::string_view member, std::string_view value) const;
  [[noreturn]] void refuse(std::string_view member, std::string_view why) const;
  std::string_view type_;
  std::span<const WireName> names_;
  JsonWriter out_{};
  bool empty_{true};
};

}  // namespace ticket0::inline v1::detail::json

#pragma once

#include "engine/operation.hpp"
#include "ticket0/types.hpp"

namespace ticket0::inline v1::detail {

/// A call of Client::send(). `operation` refers to the texts beside it.
class RawCall {
 public:
  /// An InvalidArgument for a method or a path that Client::send() does not take.
  RawCall(std::string_view method, std::string_view path, std::string_view body);
  RawCall(const RawCall&) = delete;
  RawCall& operator=(const RawCall&) = delete;
  ~RawCall() = default;
  /// As safe as its method. Has a scope if the reference has the operation.
  [[nodiscard]] const Operation& operation() const noexcept { return operation_; }
  [[nodiscard]] const std::string& target() const noexcept { return target_; }
  /// The ticket whose customer may get it by mail; empty if it is not a reply.
  [[nodiscard]] const std::optional<TicketId>& reply_to() const noexcept { return reply_to_; }

 private:
  std::string target_;
  std::string route_;
  std::optional<TicketId> reply_to_;
  Operation operation_;
};

/// `method` if Client::send() takes it.
[[nodiscard]] std::string_view method_or_empty(std::string_view method) noexcept;

/// `path` as a template without an id or a customer's text: a segment that is in none of the reference's
/// routes becomes ":id".
[[nodiscard]] std::string route_of(std::string_view path);

}  // namespace ticket0::inline v1::detail

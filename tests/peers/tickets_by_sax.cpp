#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "peers/tickets_by_hand.hpp"

namespace peers {

namespace {

using ticket0::Page;
using ticket0::Ticket;

/// An answer of tickets has its members at depth 1, and those of a ticket at depth 3.
class TicketSax {
 public:
  explicit TicketSax(Page<Ticket>& page) : page_(page) { page_.items.reserve(100); }

  bool null() { return true; }
  bool boolean(bool) { return true; }
  bool number_integer(std::int64_t) { return true; }
  bool number_unsigned(std::uint64_t) { return true; }
  bool number_float(double, const std::string&) { return true; }
  bool binary(nlohmann::json::binary_t&) { return true; }
  bool string(const std::string& text) {
    if (depth_ == 1 && member_ == Member::next) page_.next.emplace(text);
    if (depth_ < 3) return true;
    Ticket& ticket = page_.items.back();
    switch (member_) {
      case Member::id: ticket.id = ticket0::TicketId{text}; break;
      case Member::subject: ticket.subject = text; break;
      case Member::status: ticket.status = ticket0::Open<ticket0::TicketStatus>{text}; break;
      case Member::assignee: ticket.assignee_id.emplace(text); break;
      case Member::customer: ticket.customer_id.emplace(text); break;
      case Member::tags: ticket.tags.push_back(text); break;
      case Member::created: ticket.created_at = ticket0::parse_timestamp(text); break;
      case Member::updated: ticket.updated_at = ticket0::parse_timestamp(text); break;
      case Member::next:
      case Member::other: break;
    }
    return true;
  }
  bool key(const std::string& name) {
    // Tickets have their members in this order, as a rule.
    if (depth_ != 3 || next_ == members.end() || name != next_->first) next_ = find(name);
    member_ = next_ == members.end() ? Member::other : next_++->second;
    return true;
  }
  bool start_object(std::size_t) {
    if (++depth_ == 3) {
      page_.items.emplace_back();
      next_ = members.begin();
    }
    return true;
  }
  bool start_array(std::size_t) {
    ++depth_;
    return true;
  }
  bool end_object() { return end(); }
  bool end_array() { return end(); }
  bool parse_error(std::size_t, const std::string&, const std::exception& error) {
    throw std::runtime_error{error.what()};
  }

 private:
  enum class Member : std::uint8_t {
    other,
    id,
    subject,
    status,
    assignee,
    customer,
    tags,
    created,
    updated,
    next
  };
  using Names = std::array<std::pair<std::string_view, Member>, 9>;
  static constexpr Names members{{{"id", Member::id},
                                  {"subject", Member::subject},
                                  {"status", Member::status},
                                  {"assigneeId", Member::assignee},
                                  {"customerId", Member::customer},
                                  {"tags", Member::tags},
                                  {"createdAt", Member::created},
                                  {"updatedAt", Member::updated},
                                  {"nextCursor", Member::next}}};
  static Names::const_iterator find(std::string_view name) {
    return std::find_if(members.begin(), members.end(), [&](const auto& each) { return each.first == name; });
  }
  bool end() {
    --depth_;
    return true;
  }
  Page<Ticket>& page_;
  Names::const_iterator next_{members.begin()};
  Member member_{Member::other};
  int depth_{0};
};

}  // namespace

Page<Ticket> tickets_by_sax(std::string_view body) {
  Page<Ticket> page;
  TicketSax sax{page};
  nlohmann::json::sax_parse(body.begin(), body.end(), &sax);
  return page;
}

}  // namespace peers

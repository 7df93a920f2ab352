#include "json/message_census.hpp"

#include <array>

#include "json/sax.hpp"

namespace ticket0::inline v1::detail::json {

namespace {

/// Looks at the elements of the outermost object's "messages" and at the names of their members.
class CensusReader {
 public:
  bool value(const Scalar& scalar) {
    const bool is_null = scalar.kind == Scalar::Kind::null;
    if (depth_ == 1 && in_total_ && !is_null && scalar.kind != Scalar::Kind::integer)
      census.total_unreadable = true;
    if ((depth_ == 1 || depth_ == 2) && in_messages_) ++census.dropped;
    if (depth_ == 3 && in_messages_ && !is_null) has_[member_] = true;
    return true;
  }
  bool key(std::string_view name) {
    if (depth_ == 1) {
      in_messages_ = name == "messages";
      in_total_ = name == "total";
    }
    if (depth_ == 3 && in_messages_)
      member_ = name == "fromAddress"   ? Name::address
                : name == "bodyText"    ? Name::text
                : name == "authorEmail" ? Name::older_address
                : name == "body"        ? Name::older_text
                                        : Name::other;
    return true;
  }
  bool open(char bracket) {
    if (depth_ == 1 && in_total_) census.total_unreadable = true;
    if (depth_ == 2 && in_messages_) {
      ++(bracket == '{' ? census.objects : census.dropped);
      has_ = {};
      member_ = Name::other;
    }
    ++depth_;
    return true;
  }
  bool close(char /*bracket*/) {
    --depth_;
    const bool is_older =
        (has_[Name::older_address] && !has_[Name::address]) || (has_[Name::older_text] && !has_[Name::text]);
    if (depth_ == 2 && in_messages_ && is_older) census.older_names = true;
    return true;
  }
  MessageCensus census{};

 private:
  enum Name : std::uint8_t { other, address, text, older_address, older_text };
  int depth_{0};
  bool in_messages_{false};
  bool in_total_{false};
  Name member_{Name::other};
  std::array<bool, 5> has_{};  // by Name, for the message being read
};

}  // namespace

MessageCensus take_census(std::string_view page, const Stop& stop) {
  return parse_or_repair<CensusReader>(page, stop).census;
}

}  // namespace ticket0::inline v1::detail::json

#pragma once

#include <string_view>

#include "ticket0/models.hpp"
#include "ticket0/page.hpp"

/// A page of tickets read without the library, for what is known of tickets.
namespace peers {

/// nlohmann's SAX parser, straight into the structs: as fast as nlohmann can be.
[[nodiscard]] ticket0::Page<ticket0::Ticket> tickets_by_sax(std::string_view body);
/// nlohmann's document, then get() for each member: what is written first.
[[nodiscard]] ticket0::Page<ticket0::Ticket> tickets_by_dom(std::string_view body);

}  // namespace peers

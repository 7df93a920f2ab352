#pragma once

#include <string>

#include "ticket0/models.hpp"

namespace tool {

/// @{
/// On one line, with the service's names, in its order, including fields that this version does not know.
std::string json_of(const ticket0::Ticket& ticket);
std::string json_of(const ticket0::Message& message);
std::string json_of(const ticket0::Customer& customer);
std::string json_of(const ticket0::Article& article);
/// @}

}  // namespace tool

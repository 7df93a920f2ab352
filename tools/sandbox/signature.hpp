#pragma once

#include <string>
#include <string_view>

namespace sandbox {

/// The value of the header Ticket0-Signature: `sha256=` and the HMAC-SHA256 of the body in hex.
std::string signature(std::string_view secret, std::string_view body);

}  // namespace sandbox

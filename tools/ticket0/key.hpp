#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "ticket0/types.hpp"

namespace tool {

/// There is no key, or it cannot be one. what() is one line that says what to do, and holds no key.
class KeyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The first line of a file that only its owner may read, or of standard input if `path` is "-". `what` names
/// it in a KeyError, e.g. "--key-file".
ticket0::Secret read_secret(const std::string& what, const std::string& path);

/// The key in the file, or else in TICKET0_API_KEY. Throws KeyError if its form is wrong.
ticket0::Secret read_key(const std::string& key_file);

/// What is wrong with the form of `key`, and what to do; empty if nothing is.
std::string mistake_in_key(std::string_view key);

}  // namespace tool

#pragma once

namespace ticket0::inline v1::detail {

/// Initialises libcurl, once in the process, and checks that it can do what this library needs; a
/// TransportError says what is wrong. It is never undone: other parts of the program may use libcurl too.
void require_curl();

}  // namespace ticket0::inline v1::detail

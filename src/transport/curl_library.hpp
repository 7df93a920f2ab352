#pragma once

/// What differs between versions of libcurl, and who takes care of it. Each column was seen with Debian's
/// build (OpenSSL), where tests/transport and tests/concurrency ran, too; all other versions and builds: not
/// run. docs/public-api.md has the same for users.
///
/// |                        | 7.88.1             | 8.14.1            | 8.23.0             | here           |
/// |------------------------|--------------------|-------------------|--------------------|----------------|
/// | abandoned name look-up | holds the call,    | as 7.88.1         | holds the multi's  | name_lookups:  |
/// |                        | unless QUICK_EXIT  |                   | end, unless a      | libcurl looks  |
/// |                        | is set (7.87)      |                   | multi's QUICK_EXIT | up none        |
/// |                        |                    |                   | is set (8.20)      |                |
/// | kept connection with   | reused             | closed            | reused             | not left to it |
/// | unread bytes           |                    |                   |                    |                |
/// | Transfer-Encoding:     | undone             | CURLE_61 (bad     | CURLE_61           | exchange,      |
/// | gzip                   |                    | content encoding) |                    | failure        |
/// | several gzip members   | CURLE_23 (write)   | CURLE_23          | CURLE_23           | failure        |
/// | address of a proxy     | known              | "", port -1       | known, or ""       | proxy_choice   |
/// | that is not trusted    |                    |                   |                    |                |
/// | proxy's answer is no   | CURLE_56 (receive) | CURLE_56          | CURLE_8 (weird),   | failure: by    |
/// | HTTP                   |                    |                   | CURLE_56           | how far it got |
/// | own certificate        | CURLE_58           | CURLE_58          | CURLE_58           | local_cause    |
/// | unusable               |                    |                   |                    |                |
/// | own key unusable       | CURLE_58           | CURLE_58          | CURLE_43 (bad      | local_cause    |
/// |                        |                    |                   | argument)          |                |
/// | curl_multi_init()      | succeeds           | succeeds          | NULL               | curl_transport |
/// | without descriptors    |                    |                   |                    |                |
/// | PRETRANSFER_TIME in a  | 0                  | 0                 | set                | not asked      |
/// | stalled handshake      |                    |                   |                    |                |
/// | CAPATH NULL            | none: authorities  | none: they are    | the default again  | authorities    |
/// |                        | are kept (7.87)    | kept              | (8.17)             |                |
/// | NO_PROXY separators    | comma, blank       | comma             | comma              | proxy_choice   |

namespace ticket0::inline v1::detail {

/// Initialises libcurl, once in the process, and checks that it can do what this library needs; a
/// TransportError says what is wrong. It is never undone: other parts of the program may use libcurl too.
void require_curl();

}  // namespace ticket0::inline v1::detail

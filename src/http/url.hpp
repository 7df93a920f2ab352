#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ticket0::inline v1::detail {

/// The origin of an http or https URL. Only characters that every URL parser reads alike are accepted: what
/// is checked here is what libcurl connects to.
struct Origin {
  bool https{true};
  std::string host{};  // in lower case; an IPv6 address without its brackets
  int port{443};
  /// "localhost", 127.0.0.0/8 as four decimal numbers, or ::1.
  [[nodiscard]] bool is_loopback() const noexcept;
};

struct BaseUrl {
  Origin origin{};
  std::string text{};  // as given, without a slash at the end
  /// The same for every spelling of one address: the case of the host, a default port.
  [[nodiscard]] std::string canonical() const;
};

/// A base URL, or the reason why the text is not one. The reason never repeats the text, which may hold a
/// password.
struct ParsedBaseUrl {
  std::optional<BaseUrl> url{};
  std::string problem{};
};
[[nodiscard]] ParsedBaseUrl parse_base_url(std::string_view text);

/// Why `text` cannot be a proxy's address, "[scheme://][user:password@]host[:port]"; empty if it can. The
/// reason does not repeat the text.
[[nodiscard]] std::string problem_of_proxy(std::string_view text);

/// The origin of a whole URL, path and query included; empty if it has none.
[[nodiscard]] std::optional<Origin> origin_of(std::string_view url);

/// A segment of `path`, which is empty or begins with a slash, is "." or "..", also with a dot written as
/// %2e, which some parsers decode first.
[[nodiscard]] bool has_dot_segment(std::string_view path);

/// Percent-encodes every byte but the unreserved ones of RFC 3986.
void append_encoded(std::string& to, std::string_view text);

}  // namespace ticket0::inline v1::detail

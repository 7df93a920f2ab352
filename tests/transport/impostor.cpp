#include "transport/impostor.hpp"

namespace {
constexpr long hour = 3'600;
}

const Certificate& root() {
  static const Certificate it = make_certificate({.common_name = "root", .is_authority = true});
  return it;
}
const Certificate& stranger() {
  static const Certificate it = make_certificate({.common_name = "stranger", .is_authority = true});
  return it;
}
const Certificate& middle() {
  static const Certificate it = make_certificate({.common_name = "middle", .is_authority = true}, &root());
  return it;
}

TlsSettings with(const CertificateWish& wish, const Certificate& issuer) {
  return {.certificate = make_certificate(wish, &issuer)};
}

const std::vector<Impostor>& impostors() {
  static const std::vector<Impostor> all{
      {"Expired", [] { return with({.alternative_name = here, .begins_in = -2 * hour, .ends_in = -hour}); },
       "its certificate has expired"},
      {"NotYetValid", [] { return with({.alternative_name = here, .begins_in = hour, .ends_in = 2 * hour}); },
       "its certificate is not valid yet"},
      {"SelfSigned", [] { return TlsSettings{.certificate = make_certificate({.alternative_name = here})}; },
       "its certificate is self-signed"},
      {"ForAnotherAddress", [] { return with({.alternative_name = "IP:127.0.0.2"}); },
       "its certificate is for another host"},
      {"ForAnotherName", [] { return with({.alternative_name = "DNS:app.example"}); },
       "its certificate is for another host"},
      {"WithTheHostInTheCommonNameAlone",
       [] { return with({.common_name = "127.0.0.1", .alternative_name = "DNS:app.example"}); },
       "its certificate is for another host"},
      {"ByAStranger", [] { return with({.alternative_name = here}, stranger()); },
       "its certificate was issued by an authority that is not trusted here"},
      {"ByAStrangerWhoComesAlong",
       [] {
         TlsSettings settings = with({.alternative_name = here}, stranger());
         settings.chain = {stranger()};
         return settings;
       },
       "its certificate was issued by an authority that is not trusted here"},
      {"WithoutItsIntermediate", [] { return with({.alternative_name = here}, middle()); },
       "or its intermediate certificates are missing"},
      {"ByWhoIsNoAuthority",
       [] {
         const Certificate leaf =
             make_certificate({.common_name = "leaf", .alternative_name = here}, &root());
         TlsSettings settings = with({.alternative_name = here}, leaf);
         settings.chain = {leaf};
         return settings;
       },
       "invalid CA certificate"},
  };
  return all;
}

#include <span>
#include <string_view>

#include "sandbox/seed_texts.hpp"

namespace sandbox {
namespace {

constexpr Person people[] = {
    {"en", "jane.smith@example.com", "Jane Smith", "pro"},
    {"de", "k.vogel@schreinerei-vogel.example", "Katrin Vogel", "starter"},
    {"en", "oliver.reed@example.org", "Oliver Reed", "free"},
    {"ja", "tanaka.yuki@example.jp", "田中 由紀", "pro"},
    {"fr", "amelie.durand@example.net", "Amélie Durand", "team"},
    {"ar", "layla.haddad@example.com", "ليلى حداد", "pro"},
    {"en", "priya.nair@northwind.example", "Priya Nair", "enterprise"},
    {"de", "jonas.becker@example.de", "Jonas Becker", "pro"},
    {"es", "lucia.ortega@example.es", "Lucía Ortega", "free"},
    {"en", "", "Website visitor", ""},
    {"pt", "rui.almeida@example.pt", "Rui Almeida", "team"},
    {"en", "tom.okafor@bluebird-coffee.example", "Tom Okafor", "enterprise"},
    {"zh", "li.wei@example.cn", "李伟", "team"},
    {"fr", "hugo.lefevre@example.fr", "Hugo Lefèvre", "free"},
    {"uk", "olena.kovalenko@example.com", "Олена Коваленко", "starter"},
    {"en", "", "", ""},
    {"ja", "sato.kenji@example.jp", "佐藤 健二", "starter"},
    {"de", "buchhaltung@müller-gmbh.example", "Buchhaltung Müller GmbH", "team"},
    {"en", "sam+shop@example.com", "Sam O'Connor", "pro"},
    {"ar", "omar.said@example.org", "عمر سعيد", "free"},
    {"en", "grace.lindqvist@example.se", "Grace Lindqvist", "starter"},
    {"es", "mateo.rojas@example.com", "Mateo Rojas", "pro"},
    {"en", "dev@fjord-analytics.example", "Fjord Analytics", "enterprise"},
    {"de", "lena.schäfer@example.de", "Lena Schäfer", "free"},
};

constexpr Phrases phrases[] = {
    {"en",
     "Thank you for writing in. I have looked into it and taken care of it; please let us know if anything "
     "is still missing.",
     "That solved it, thank you!"},
    {"de",
     "Vielen Dank für Ihre Nachricht. Wir haben uns darum gekümmert; melden Sie sich gern, falls noch etwas "
     "offen ist.",
     "Jetzt passt alles, danke!"},
    {"fr", "Merci pour votre message. C'est réglé de notre côté ; n'hésitez pas à revenir vers nous.",
     "Parfait, merci beaucoup !"},
    {"ja", "お問い合わせありがとうございます。対応いたしましたので、ご確認をお願いいたします。",
     "解決しました。ありがとうございます。"},
    {"ar", "شكرًا لتواصلك معنا. لقد عالجنا الأمر، ويسعدنا أن نساعدك في أي شيء آخر.", "تم الحل، شكرًا جزيلًا!"},
    {"es", "Gracias por escribirnos. Ya lo hemos resuelto; avísanos si falta algo.",
     "¡Perfecto, muchas gracias!"},
};

}  // namespace

std::span<const Person> seed_people() { return people; }

const Phrases& seed_phrases(std::string_view language) {
  for (const auto& each : phrases) {
    if (each.language == language) return each;
  }
  return phrases[0];
}

}  // namespace sandbox

#include <span>
#include <string_view>

#include "sandbox/seed_texts.hpp"

namespace sandbox {
namespace {

constexpr Guide guides[] = {
    {"How to track your order", "how-to-track-your-order", "published",
     "You can track your order with the tracking number.",
     "## Tracking your order\n\nAfter your order ships, we mail you a link.\n\n- Open the link\n- Enter your "
     "postcode"},
    {"Returns and refunds", "returns-and-refunds", "published", "Send it back within 30 days.",
     "## Returns\n\nPrint a label under **Orders**. A refund takes five working days after the parcel "
     "reached us."},
    {"Change your billing address", "change-your-billing-address", "published",
     "Invoices use the address of the day they are issued.",
     "## Billing address\n\nSettings → Billing → Address. Earlier invoices stay as they are."},
    {"Set up two-factor authentication", "two-factor-authentication", "published",
     "A code from your phone on top of your password.",
     "## Two-factor authentication\n\n1. Settings → Security\n2. Scan the QR code\n3. Keep the recovery "
     "codes"},
    {"API keys and scopes", "api-keys-and-scopes", "published", "What a key may do, and how to replace one.",
     "## Scopes\n\n| Scope | Allows |\n|---|---|\n| `tickets:read` | reading tickets and articles |"},
    {"Rechnungen herunterladen", "rechnungen-herunterladen", "published", "Alle Rechnungen als PDF.",
     "## Rechnungen\n\nUnter *Einstellungen → Abrechnung* liegt jede Rechnung als PDF bereit."},
    {"Suivre un remboursement", "suivre-un-remboursement", "published", "Combien de temps faut-il compter ?",
     "## Remboursement\n\nComptez cinq jours ouvrés après la réception du colis."},
    {"返品の手順", "henpin-no-tejun", "published", "商品到着後30日以内に返品できます。",
     "## 返品\n\n注文履歴から返品ラベルを印刷してください。"},
    {"إعادة تعيين كلمة المرور", "reset-password-ar", "published", "خطوات إعادة تعيين كلمة المرور.",
     "## كلمة المرور\n\nافتح صفحة الدخول واختر «نسيت كلمة المرور»."},
    {"Holiday shipping times 🎄", "holiday-shipping-times", "draft", "The last days to order.",
     "## Holidays\n\n*To be confirmed by logistics.*"},
    {"Single sign-on with SAML", "single-sign-on-saml", "draft", "For the Enterprise plan.",
     "## SAML\n\nYou need the metadata URL of your identity provider."},
    {"Why did I get this email?", "why-did-i-get-this-email", "published",
     "How to change your notifications.",
     "## Notifications\n\nEvery email has a link at its end that stops emails of its kind."},
};

}  // namespace

std::span<const Guide> seed_guides() { return guides; }

}  // namespace sandbox

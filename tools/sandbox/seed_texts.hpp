#pragma once

#include <span>
#include <string_view>

namespace sandbox {

/// What a customer writes about. `#` in a text stands for an order or invoice number.
struct Topic {
  std::string_view language;
  std::string_view subject;
  std::string_view body;
  std::string_view tags;  // separated by blanks
  std::string_view inbox;
  std::string_view sentiment;
};

struct Person {
  std::string_view language;
  std::string_view email;  // empty: wrote in by chat and left none
  std::string_view name;   // empty: unknown
  std::string_view plan;
};

struct Guide {
  std::string_view title;
  std::string_view slug;
  std::string_view status;
  std::string_view excerpt;
  std::string_view body;
};

/// How the help desk answers, and how the customer thanks it.
struct Phrases {
  std::string_view language;
  std::string_view answer;
  std::string_view thanks;
};

std::span<const Topic> seed_topics();
std::span<const Person> seed_people();
std::span<const Guide> seed_guides();
const Phrases& seed_phrases(std::string_view language);  // English for a language it does not have

}  // namespace sandbox

#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "show.hpp"

namespace tool {
namespace {

Fields article_fields(const ticket0::Article& article) {
  Fields fields{{"id", article.id.str()},
                {"title", article.title},
                {"slug", article.slug},
                {"status", shown(article.status)},
                {"excerpt", shown(article.excerpt)},
                {"updated", shown(article.updated_at)}};
  add_extra(fields, article.extra);
  if (article.body) fields.emplace_back("body", *article.body + '\n');
  return fields;
}

void search_articles(CLI::App& knowledge_base, Session& session) {
  struct Wanted {
    std::string query{}, status{};
    Amount amount{};
  };
  const auto wanted = std::make_shared<Wanted>();
  auto& verb = add_verb(knowledge_base, "search", "Articles with these words; without any, the newest",
                        {"ticket0 kb search refund", "ticket0 kb search --status draft --all --jsonl"});
  verb.add_option("QUERY", wanted->query, "the words, in quotes if there are several");
  verb.add_option("--status", wanted->status, "only published or draft ones")->type_name("STATUS");
  wanted->amount.take(verb);
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([wanted, &session] {
    const ticket0::ArticleQuery query{
        .query = unless_empty<std::string>(wanted->query),
        .status = unless_empty<ticket0::Open<ticket0::ArticleStatus>>(wanted->status),
        .limit = wanted->amount.page()};
    show_list(session, session.client().knowledge_base().list(query), wanted->amount,
              {"ID", "STATUS", "UPDATED", "TITLE"}, [](const ticket0::Article& each) {
                return std::vector{each.id.str(), shown(each.status), shown(each.updated_at), each.title};
              });
  });
}

void get_article(CLI::App& knowledge_base, Session& session) {
  const auto id = std::make_shared<std::string>();
  auto& verb =
      add_verb(knowledge_base, "get", "One article, with its body in Markdown", {"ticket0 kb get art_0001"});
  verb.add_option("ID", *id, "the article")->required();
  session.take_format(verb);
  session.take_connection(verb);
  verb.callback([id, &session] {
    show_one(session, session.client().knowledge_base().get(ticket0::ArticleId{*id}), article_fields);
  });
}

}  // namespace

void add_knowledge_base(CLI::App& program, Session& session) {
  auto& knowledge_base = add_group(program, "kb", "Search and read the knowledge base");
  search_articles(knowledge_base, session);
  get_article(knowledge_base, session);
}

}  // namespace tool

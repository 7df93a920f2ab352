// Updates the customers of a workspace from a CSV file, by your own ids:
//   TICKET0_API_KEY=t0_... sync_customers FILE [--progress]
// The first line names the columns: externalId and email (required), name, and any others, which become
// metadata; an empty metadata field removes the entry. Run it again at any time, also after it was stopped:
// a customer who is already up to date takes no request.
#include <fstream>
#include <iostream>
#include <map>

#include "arguments.hpp"
#include "csv.hpp"
#include "progress.hpp"
#include "run.hpp"
#include "ticket0/client.hpp"

namespace {

struct Row {
  ticket0::NewCustomer customer;  // an empty metadata value means that the entry is to be removed
  std::string problem;            // why it cannot be used; empty if it can
};

std::vector<Row> read_rows(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"cannot read " + path};
  const auto columns = read_csv_columns(file, {"externalId", "email"});
  std::vector<Row> rows;
  while (const auto fields = read_csv_row(file)) {
    auto& [customer, problem] = rows.emplace_back();
    if (fields->size() != columns.size()) {
      problem = "not as many fields as columns";
      continue;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string& text = (*fields)[i];
      if (columns[i] == "externalId") {
        customer.external_id = text;
      } else if (columns[i] == "email") {
        customer.email = text;
      } else if (columns[i] != "name") {
        customer.metadata[columns[i]] = text;
      } else if (!text.empty()) {
        customer.name = text;
      }
    }
    if (customer.email.empty() || customer.external_id.value_or("").empty())
      problem = "no externalId or no email";
  }
  return rows;
}

/// Only what has to change. The service merges metadata: entries that the file does not name stay.
ticket0::CustomerPatch difference(const ticket0::Customer& is, const ticket0::NewCustomer& wanted) {
  ticket0::CustomerPatch patch;
  if (wanted.name && wanted.name != is.name) patch.name = *wanted.name;
  for (const auto& [key, value] : wanted.metadata) {
    const auto has = is.metadata.find(key);
    if (value.empty() && has != is.metadata.end()) patch.metadata[key] = ticket0::null;
    if (!value.empty() && (has == is.metadata.end() || has->second != value)) patch.metadata[key] = value;
  }
  return patch;
}

std::string names_of(const ticket0::CustomerPatch& patch) {
  std::string names = patch.name.has_value() ? "  name" : "";
  for (const auto& [key, value] : patch.metadata) names += (value.is_null() ? "  -" : "  ") + key;
  return names;
}

void sync(const ticket0::Customers& customers, std::vector<Row> rows, Progress& progress) {
  // A hundred customers per request; asking for each row would take a request per row.
  std::map<std::string, ticket0::Customer> known;
  for (const auto& customer : customers.list())
    if (customer.external_id) known[*customer.external_id] = customer;

  std::map<std::string, int> counts;
  const auto report = [&](const std::string& what, const std::string& id, const std::string& details) {
    ++counts[what];
    progress.clear();
    std::cout << what << "  " << id << details << '\n';
  };
  for (std::size_t number = 0; auto& [wanted, problem] : rows) {
    progress.show(bar(number, rows.size()) + " row " + std::to_string(number + 1) + " of " +
                  std::to_string(rows.size()));
    ++number;
    const std::string id = wanted.external_id.value_or("");
    const auto refuse = [&](std::string_view why) {
      report("refused", id.empty() ? "-" : ticket0::lossy_utf8(id),
             "  row " + std::to_string(number) + ": " + std::string{why});
    };
    if (!problem.empty()) {
      refuse(problem);
      continue;
    }
    try {
      const auto is = known.find(id);
      if (is == known.end()) {
        std::erase_if(wanted.metadata, [](const auto& entry) { return entry.second.empty(); });
        known[id] = customers.create(wanted);  // safe to repeat: the service creates one customer per id
        report("created", id, "  " + known[id].id.str());
        continue;
      }
      if (is->second.email != wanted.email)
        report("differs", id, "  email, which the service does not change");
      const auto patch = difference(is->second, wanted);
      if (names_of(patch).empty()) continue;
      is->second = customers.update(is->second.id, patch);
      report("changed", id, names_of(patch));
      // Both concern this row alone: the library cannot send it, or the service rejects it.
    } catch (const ticket0::InvalidArgument& e) {
      refuse(e.what());
    } catch (const ticket0::ValidationError& e) {
      refuse(e.message());
    }
  }
  progress.clear();
  std::cout << rows.size() << " rows: " << counts["created"] << " created, " << counts["changed"]
            << " changed, " << counts["refused"] << " refused\n";
  if (counts["refused"] != 0) throw std::runtime_error{"not all rows were taken"};
}

}  // namespace

int main(int count, char** words) {
  return run([&] {
    Arguments arguments{count, words, "sync_customers FILE [--progress]"};
    Progress progress{arguments.flag("--progress")};
    auto rows = read_rows(arguments.word());
    arguments.end();
    sync(ticket0::Client{ticket0::ClientOptions::from_env()}.customers(), std::move(rows), progress);
  });
}

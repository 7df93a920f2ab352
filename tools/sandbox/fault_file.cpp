#include "sandbox/fault_file.hpp"

#include <chrono>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/json.hpp"

namespace sandbox {
namespace {

using Kind = Fault::Kind;

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw FaultFileError(where + " " + what);
}

std::string string_at(const std::string& where, const Json& value) {
  if (!value.is_string()) fail(where, "must be a string");
  return value.get<std::string>();
}

template <class Number>
Number number_at(const std::string& where, const Json& value) {
  constexpr std::size_t most = 3'600'000;
  if (!value.is_number_unsigned() || value.get<std::size_t>() > most) {
    fail(where, "must be a whole number from 0 to " + std::to_string(most));
  }
  return value.get<Number>();
}

/// Also below zero.
std::chrono::seconds seconds_at(const std::string& where, const Json& value) {
  constexpr long long most = 3'600'000;
  if (!value.is_number_integer() || value.get<long long>() > most || value.get<long long>() < -most) {
    fail(where, "must be a whole number from -" + std::to_string(most) + " to " + std::to_string(most));
  }
  return std::chrono::seconds{value.get<long long>()};
}

bool is_used(std::string_view member, Kind kind) {
  if (member == "status" || member == "code" || member == "retry_after") return has_status(kind);
  if (member == "delay") {
    return kind == Kind::commit_late || kind == Kind::drip || kind == Kind::delay ||
           kind == Kind::idle_bytes || kind == Kind::idle_close;
  }
  if (member == "seconds") return kind == Kind::stale || kind == Kind::skew;
  if (member == "mode") return !modes_of(kind).empty();
  if (member == "bytes") return kind == Kind::truncate;
  return true;
}

void read_member(Fault& fault, const std::string& name, const std::string& where, const Json& value) {
  if (name == "route") {
    fault.route = string_at(where, value);
  } else if (name == "kind") {
    return;  // read before the others
  } else if (name == "skip") {
    fault.skip = number_at<std::size_t>(where, value);
  } else if (name == "times") {
    fault.times = number_at<std::size_t>(where, value);
  } else if (name == "status") {
    fault.status = number_at<int>(where, value);
  } else if (name == "code") {
    fault.code = string_at(where, value);
  } else if (name == "retry_after") {
    fault.retry_after = number_at<int>(where, value);
  } else if (name == "delay") {
    fault.delay = std::chrono::milliseconds{number_at<int>(where, value)};
  } else if (name == "bytes") {
    fault.bytes = number_at<std::size_t>(where, value);
  } else if (name == "seconds") {
    fault.seconds = seconds_at(where, value);
  } else if (name == "mode") {
    fault.mode = string_at(where, value);
  } else {
    fail(where,
         "is not a member of a fault; it may have route kind skip times status code retry_after delay bytes "
         "seconds mode");
  }
}

Kind read_kind(const std::string& where, const Json& entry) {
  if (!entry.contains("kind")) fail(where, "is required");
  const auto kind = parse_kind(string_at(where, entry.at("kind")));
  if (!kind) {
    fail(where,
         "must be one of status_before status_after commit_late lose_request lose_answer reset_before "
         "reset_after "
         "truncate drip delay idle_bytes idle_close cursor_loop overlap stale skew rewrite");
  }
  return *kind;
}

Fault read_fault(const std::string& where, const Json& entry, Generation generation) {
  if (!entry.is_object()) fail(where, "must be an object");
  Fault fault{.kind = read_kind(where + ".kind", entry)};
  if (!entry.contains("route")) fail(where + ".route", "is required");
  for (const auto& member : entry.items()) {
    const auto at = where + "." + member.key();
    read_member(fault, member.key(), at, member.value());
    if (!is_used(member.key(), fault.kind))
      fail(at, "has no use for the kind " + std::string(text(fault.kind)));
  }
  if (const auto mistake = mistake_in(fault, generation)) fail(where + "." + mistake->member, mistake->text);
  return fault;
}

}  // namespace

std::vector<Fault> parse_faults(std::string_view text, Generation generation) {
  const auto script = Json::parse(text, nullptr, false);
  if (script.is_discarded()) fail("the file", "is not valid JSON");
  if (!script.is_object()) fail("the file", "must be a JSON object with the member faults");
  for (const auto& member : script.items()) {
    if (member.key() == "about") {
      string_at("about", member.value());
    } else if (member.key() != "faults") {
      fail(member.key(), "is not a member of the file; it may have faults and about");
    }
  }
  if (!script.contains("faults")) fail("faults", "is required");
  const auto& list = script.at("faults");
  if (!list.is_array()) fail("faults", "must be an array");
  std::vector<Fault> faults;
  for (const auto& entry : list)
    faults.push_back(read_fault("faults[" + std::to_string(faults.size()) + "]", entry, generation));
  return faults;
}

std::vector<Fault> read_faults(const std::string& path, Generation generation) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) fail("the file", "cannot be read");
  return parse_faults(text, generation);
}

}  // namespace sandbox

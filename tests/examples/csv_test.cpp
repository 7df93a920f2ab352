#include "csv.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace {

using Row = std::vector<std::string>;

std::vector<Row> rows_of(const std::string& text) {
  std::istringstream in{text};
  std::vector<Row> rows;
  while (auto row = read_csv_row(in)) rows.push_back(*row);
  return rows;
}

TEST(Csv, HasItsRowsAndFields) {
  EXPECT_EQ(rows_of("a,b\n1,2\n"), (std::vector<Row>{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(rows_of("a,b\r\n1,2"), (std::vector<Row>{{"a", "b"}, {"1", "2"}}))
      << "the end of the last line may lack";
  EXPECT_EQ(rows_of(",\n"), (std::vector<Row>{{"", ""}}));
  EXPECT_EQ(rows_of(""), std::vector<Row>{});
}

TEST(Csv, TakesAFieldInQuotesAsItIs) {
  EXPECT_EQ(rows_of("\"a,b\",c\n"), (std::vector<Row>{{"a,b", "c"}}));
  EXPECT_EQ(rows_of("\"say \"\"hi\"\"\",\"\"\n"), (std::vector<Row>{{"say \"hi\"", ""}}));
  EXPECT_EQ(rows_of("\"two\r\nlines\",c\n"), (std::vector<Row>{{"two\r\nlines", "c"}}));
}

TEST(CsvColumns, AreThoseOfTheFirstLine) {
  std::istringstream in{"\xEF\xBB\xBFid,name\n1,Ada\n"};
  EXPECT_EQ(read_csv_columns(in, {"name", "id"}), (Row{"id", "name"})) << "after a byte order mark";
  EXPECT_EQ(read_csv_row(in), (Row{"1", "Ada"}));
}

TEST(CsvColumns, HaveToBeThere) {
  for (const char* text : {"", "\n", "id\n", "ID,Name\n"}) {
    std::istringstream in{text};
    EXPECT_THROW(read_csv_columns(in, {"id", "name"}), std::runtime_error) << text;
  }
}

TEST(Csv, RefusesAQuoteThatIsNotClosed) { EXPECT_THROW(rows_of("a,\"b\n"), std::runtime_error); }

}  // namespace

#include "bench/goals.hpp"

namespace bench {

const std::vector<Goal>& goals() {
  static const std::vector<Goal> all{
      {"1", "CPU of a page call, of libcurl's and a SAX parser's", "page_http", "ticket0", "raw_sax", 1.05},
      {"1", "the same over https", "page_https", "ticket0", "raw_sax", 1.05},
      {"2", "CPU of a page call, of libcurl's and a document's", "page_http", "ticket0", "raw_dom", 0.70},
      {"2", "CPU of a page call, of cpp-httplib's and a document's", "page_http", "ticket0", "httplib_dom",
       0.70},
      {"3", "CPU of a tiny call, of libcurl's", "tiny_http", "ticket0", "raw", 1.15},
      {"3", "the same over https", "tiny_https", "ticket0", "raw", 1.15},
      {"7", "CPU of a call with a new connection and the system's authorities, of one with one authority",
       "reconnect", "bundle", "one_authority", 1.15},
      {"8", "constructing a client", "construct", "ticket0", "", 200, "us"},
      {"9", "growth of the process from the 1st to the 1,000th page of a loop", "stream",
       "after_the_first_kib", "", 256, "KiB"},
      {"9", "growth of the process from the 100th to the 1,000th page of a loop", "stream",
       "after_the_100th_kib", "", 256, "KiB"},
      {"9", "growth for 100,000 tickets collected, of a copy's", "collect", "collected", "copy", 1.1},
      {"11", "CPU of a call of 8 threads that share a client, of a libcurl handle each", "threads_8",
       "shared", "handles", 1.10},
      {"11", "time of 64 threads that share a client, of a libcurl handle each; the server takes 20 ms",
       "threads_64", "shared", "handles", 1.10},
      {"11", "the 99th percentile of their calls, of the median", "threads_64", "p99", "p50", 3.0},
      {"13", "time of 16 calls through async, of one after the other; the server takes 20 ms", "async_16",
       "async", "in_turn", 0.075},
      {"14", "an observer, the limiter and retries that have nothing to do", "idle_parts", "extra", "", 2,
       "us"},
  };
  return all;
}

const std::vector<Counted>& counted_goals() {
  static const std::vector<Counted> all{
      {"1", "instructions of a page call, of libcurl's and a SAX parser's"},
      {"1", "instructions of decoding the page, of a SAX parser's"},
      {"3", "instructions of a tiny call, of libcurl's"},
      {"4", "allocations of decoding a page, of the result's own"},
      {"4", "the most memory that decoding has at once, of the result's"},
      {"5", "instructions of a timestamp"},
      {"6", "connections of 100 calls in a row over TLS"},
      {"6", "their handshakes"},
      {"6", "connections of 8 threads"},
      {"10", "requests for a list of 1,000"},
      {"12", "lines that a compiler reads of ticket0/client.hpp, of its standard headers"},
      {"12", "time to compile ticket0/client.hpp, of its standard headers"},
      {"14", "allocations of an observer, the limiter and retries that have nothing to do"},
  };
  return all;
}

const std::vector<Fact>& facts() {
  static const std::vector<Fact> all{
      {"CPU of a page call over http", "page_http", "ticket0", "", "us"},
      {"CPU of a page call over https", "page_https", "ticket0", "", "us"},
      {"CPU of decoding a page of 100 tickets", "decode", "ticket0", "", "us"},
      {"decoding, of the whole page call over http", "page_http", "decode", "ticket0"},
      {"CPU of a tiny call over https, its connection kept", "tiny_https", "ticket0", "", "us"},
      {"CPU of a call over https with a new client each, of one client for all", "clients", "new", "kept"},
      {"CPU of libcurl's call with a new connection and its default authorities, of the library's",
       "reconnect", "raw_default", "bundle"},
      {"CPU of 100 tickets by pages of 20, of one page of 100", "page_sizes", "by_20", "by_100"},
      {"bytes of a page compressed by gzip, of plain", "gzip", "compressed", "plain"},
      {"CPU of a page call with gzip, of plain", "gzip", "with_gzip", "without"},
      {"CPU of reading it into a document first, of the library's decoding", "decode", "dom", "ticket0"},
      {"CPU of a call of 8 threads that share a client, of one client each", "threads_8", "shared",
       "clients"},
      {"time of 64 threads that share a client, of one client each; the server takes 20 ms", "threads_64",
       "shared", "clients"},
  };
  return all;
}

const std::vector<Bar>& bars() {
  static const std::vector<Bar> all{{"libcurl, SAX parser by hand", "raw_sax"},
                                    {"this library", "ticket0"},
                                    {"libcurl, JSON document", "raw_dom"},
                                    {"cpp-httplib, JSON document", "httplib_dom"}};
  return all;
}

}  // namespace bench

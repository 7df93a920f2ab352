#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

/// A host that cannot exist: its first label has 64 characters, one too many for a resolver to ask anyone
/// about it.
inline const std::string impossible_host = std::string(64, 'x') + ".invalid";

/// A server on a loopback port that speaks bytes, so that a test can break an exchange at any point of it.
class RawServer {
 public:
  /// One accepted connection. Its members wait for the peer, never for time, but for drip().
  class Connection {
   public:
    Connection(int socket, int number) noexcept : socket_(socket), number_(number) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();
    /// From 1, in the order they were accepted.
    [[nodiscard]] int number() const noexcept { return number_; }
    /// For a protocol inside this one.
    [[nodiscard]] int socket() const noexcept { return socket_; }
    /// A whole request with its body; empty where the peer closed first.
    std::string read_request();
    /// What arrives up to `mark`, and the mark; empty where the peer closed first. What follows stays unread.
    std::string read_until(std::string_view mark);
    /// Exactly so many bytes; empty where the peer closed first.
    std::string read_bytes(std::size_t count);
    /// False where the peer is gone.
    bool send(std::string_view bytes);
    /// One byte each `pause`, while the peer is there; false where it went.
    bool drip(std::string_view bytes, std::chrono::milliseconds pause);
    /// `text/plain` unless `headers` says more; it has its line ends.
    bool respond(int status, std::string_view body, std::string_view headers = {});
    /// Reads and drops bytes until the peer closes.
    void wait_for_close();
    /// Ends the connection with a RST instead of a FIN.
    void reset();

   private:
    bool read_more();
    int socket_;
    int number_;
    std::string unread_{};
  };
  /// Runs on a thread of its own for each connection, which is closed when it returns.
  using Handler = std::function<void(Connection&)>;

  explicit RawServer(Handler handler);
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  /// Ends every connection and waits for the handlers.
  ~RawServer();

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] std::string url(std::string_view path = "/") const;
  /// All that were accepted.
  [[nodiscard]] int connections() const noexcept { return connections_; }
  /// Waits until no handler runs any more; false where that takes longer than ten seconds.
  [[nodiscard]] bool wait_until_all_ended();

 private:
  struct Running {
    int socket;  // -1 once it is closed
    std::thread handler{};
  };
  void accept_all();
  void forget_the_ended();
  Handler handler_;
  int listener_;
  int port_{0};
  std::atomic<int> connections_{0};
  std::mutex mutex_{};  // of the two below
  std::condition_variable ended_{};
  std::list<Running> running_{};
  std::thread acceptor_{};
};

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/fault.hpp"
#include "sandbox/options.hpp"
#include "sandbox/request.hpp"
#include "sandbox/store.hpp"

namespace sandbox {

/// The sandbox on a loopback port. It serves from the constructor's return to the destructor's start; open
/// connections do not delay the destructor.
class Server {
 public:
  /// Throws std::runtime_error whose text says why it cannot serve there: a taken port, a host that is not
  /// loopback, no key; std::invalid_argument for a fault that cannot be.
  explicit Server(Options options = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string url() const;  // with the base path, e.g. "http://127.0.0.1:40123/api/v1"
  int port() const;
  std::string key() const;  // the first of the options

  /// With everything done that is due. A reference that was kept from before may not have it.
  Store& store();

  /// After the faults that are already there. Throws std::logic_error for one that breaks or delays
  /// connections if the options have no relay, std::invalid_argument for one that cannot be.
  void inject(Fault fault);
  void clear_faults();

  std::size_t requests() const;
  std::size_t requests(std::string_view route) const;  // e.g. "GET /tickets/:id"
  std::size_t connections() const;   // that sent a request, told apart by the peer's address and port
  std::vector<Request> log() const;  // the last 1000 requests, oldest first

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sandbox

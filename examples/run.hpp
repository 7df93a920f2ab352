#pragma once

#include <exception>
#include <iostream>
#include <stdexcept>
#include <type_traits>

#include "ticket0/error.hpp"

/// The arguments cannot be used; what() is the program's usage.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Runs an example and prints what went wrong, if anything did. Exit codes: what the example returns, or 0
/// for success; 1: a local problem, e.g. with a file; 2: the settings or arguments cannot be used; 3: the
/// service said no; 4: no usable answer came, and stderr says what is known about the request.
template <class Example>
int run(Example example) {
  try {
    if constexpr (std::is_same_v<decltype(example()), int>) return example();
    example();
    return 0;
  } catch (const UsageError& e) {
    std::cerr << "Usage: " << e.what() << '\n';
    return 2;
  } catch (const ticket0::ConfigError& e) {
    std::cerr << e.what() << "\n\n"
              << "The examples read two environment variables:\n"
              << "  TICKET0_API_KEY   a key of your workspace: t0_...\n"
              << "  TICKET0_BASE_URL  only for another service than Ticket0's own, e.g. the sandbox\n";
    return 2;
  } catch (const ticket0::InvalidArgument& e) {
    std::cerr << e.what() << '\n';
    return 2;
  } catch (const ticket0::ApiError& e) {
    std::cerr << "The service said no.\n" << e.explain() << '\n';
    return 3;
  } catch (const ticket0::Error& e) {
    std::cerr << "There was no usable answer from the service.\n" << e.explain() << '\n';
    return 4;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}

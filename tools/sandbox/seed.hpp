#pragma once

#include <cstddef>

namespace sandbox {

class Store;

/// Fills an empty store with a help desk: customers, articles and `tickets` tickets with their messages. The
/// same every time; the newest tickets are the same ones however many there are.
void seed(Store& store, std::size_t tickets);

}  // namespace sandbox

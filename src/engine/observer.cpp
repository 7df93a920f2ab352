#include "ticket0/options.hpp"

namespace ticket0::inline v1 {

Observer::~Observer() = default;

}  // namespace ticket0::inline v1

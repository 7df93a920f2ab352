#pragma once

/// The one way to nlohmann's header. Its assertions are off: one of them does not hold for a number under a
/// locale whose decimal point has several bytes, and a library must not abort a program over an answer.
#ifndef JSON_ASSERT
#define JSON_ASSERT(x) static_cast<void>(0)
#endif
#include <nlohmann/json.hpp>

#pragma once

/// The one way to nlohmann's header. The library's copy has a namespace of its own: a program may have the
/// same templates with other settings, and a linker takes either copy of a weak symbol for both. Its
/// assertions are off: one of them does not hold for a number under a locale whose decimal point has several
/// bytes, and a library must not abort a program over an answer.
#ifdef INCLUDE_NLOHMANN_JSON_HPP_
#error "include json/nlohmann.hpp instead of nlohmann/json.hpp, which is there only once"
#endif
#ifdef JSON_ASSERT
#undef JSON_ASSERT
#endif
#define JSON_ASSERT(x) static_cast<void>(0)
#define nlohmann ticket0_nlohmann
#include <nlohmann/json.hpp>
#undef nlohmann

#pragma once

/// @file
/// Includes everything except ticket0/webhook.hpp and, for tests, ticket0/fakes.hpp, which have libraries of
/// their own.
#include "ticket0/async.hpp"
#include "ticket0/client.hpp"
#include "ticket0/error.hpp"
#include "ticket0/fwd.hpp"
#include "ticket0/http.hpp"
#include "ticket0/models.hpp"
#include "ticket0/options.hpp"
#include "ticket0/page.hpp"
#include "ticket0/result.hpp"
#include "ticket0/types.hpp"
#include "ticket0/version.hpp"

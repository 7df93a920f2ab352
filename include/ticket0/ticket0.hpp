#pragma once

/// @file
/// Includes everything that `ticket0::ticket0` alone provides. Not included, since most of it needs a library
/// of its own: ticket0/budget.hpp, redis_budget.hpp, outbox.hpp, webhook.hpp and, for tests, fakes.hpp.
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

#pragma once

#include <gtest/gtest.h>

#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"

/// A client whose answers are written down, for the code of the pages.
struct Docs : testing::Test {
  std::shared_ptr<ticket0::fakes::FakeTransport> wire = std::make_shared<ticket0::fakes::FakeTransport>();
  std::shared_ptr<ticket0::fakes::ManualClock> clock = std::make_shared<ticket0::fakes::ManualClock>();
  ticket0::Client client{{.api_key = ticket0::Secret{"t0_test"}, .transport = wire, .clock = clock}};
  ticket0::TicketId id{"tkt_1"};
};

// Text becomes a status only where that is asked for.
// expect: conversion from|no viable conversion
#include "ticket0/types.hpp"

ticket0::Open<ticket0::TicketStatus> use(const std::string& text) {
#ifdef MUST_NOT_COMPILE
  ticket0::Open<ticket0::TicketStatus> status = text;
#else
  ticket0::Open<ticket0::TicketStatus> status{text};
#endif
  return status;
}

// A secret is read by reveal() alone.
// expect: conversion from|no viable conversion|cannot convert
#include "ticket0/types.hpp"

std::string_view use(const ticket0::Secret& secret) {
#ifdef MUST_NOT_COMPILE
  std::string_view text = secret;
  return text;
#else
  return secret.reveal();
#endif
}

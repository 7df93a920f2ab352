#pragma once

#if __cplusplus <= 201703L && !(defined(_MSVC_LANG) && _MSVC_LANG > 201703L)
#error "ticket0 needs C++20: compile with -std=c++20 (MSVC: /std:c++20), or link ticket0::ticket0 in CMake"
#endif

/// @file
/// Forward declarations and the id types, for headers of your own that only name them.

#include <chrono>
#include <cstdint>

namespace ticket0::inline v1 {

template <class Tag>
class Id;
/// @{
/// The ids of one kind of object.
using TicketId = Id<struct TicketTag>;
using MessageId = Id<struct MessageTag>;
using CustomerId = Id<struct CustomerTag>;
using UserId = Id<struct UserTag>;
using InboxId = Id<struct InboxTag>;
using ConversationId = Id<struct ConversationTag>;
using ArticleId = Id<struct ArticleTag>;
/// @}
/// A place in a list: the service's `nextCursor`.
using Cursor = Id<struct CursorTag>;
/// A point in time in UTC, to the microsecond. Compares with the time points of std::chrono::system_clock and
/// can be subtracted from them.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

template <class E>
class Open;
template <class T>
class Field;
template <class T>
struct Page;
template <class T>
class PagedRange;
template <class T>
class Result;
template <class T>
class Task;

class Secret;
class CancelToken;
class CancelSource;
class Transport;
class Clock;
class BudgetStore;
class BudgetSlot;
class Observer;
class Client;
class Tickets;
class Messages;
class Customers;
class KnowledgeBase;

class Error;
class ConfigError;
class InvalidArgument;
class CancelledError;
class DecodeError;
class TransportError;
class TimeoutError;
class ReplyOutcomeUnknown;
class ApiError;
class ValidationError;
class AuthenticationError;
class PermissionError;
class NotFoundError;
class RateLimitError;
class ServerError;

struct HttpRequest;
struct HttpResponse;
struct SendContext;
struct ClientOptions;
struct CallOptions;
struct AsyncOptions;
struct ResponseInfo;
struct TlsOptions;
struct RetryPolicy;
struct RateLimit;
struct RateUsage;
struct BudgetTerms;
struct SlotRequest;
struct SlotOffer;
struct Ticket;
struct TicketQuery;
struct NewTicket;
struct TicketPatch;
struct Message;
struct MessageQuery;
struct NewReply;
struct ReplyLookup;
struct Customer;
struct CustomerQuery;
struct NewCustomer;
struct CustomerPatch;
struct Article;
struct ArticleQuery;

enum class TicketStatus : std::uint8_t;
enum class Direction : std::uint8_t;
enum class Channel : std::uint8_t;
enum class AuthorType : std::uint8_t;
enum class Sentiment : std::uint8_t;
enum class ArticleStatus : std::uint8_t;
enum class Outcome : std::uint8_t;
enum class Budget : std::uint8_t;
enum class RetryWrites : std::uint8_t;
enum class WaitReason : std::uint8_t;
enum class Drift : std::uint8_t;
enum class ErrorCode : std::uint8_t;

}  // namespace ticket0::inline v1

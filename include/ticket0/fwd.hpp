#pragma once

/// @file
/// Names without their definitions, for headers of your own that only mention them.

#include <cstdint>

namespace ticket0::inline v1 {

template <class Tag>
class Id;
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
class Observer;
class Client;
class Tickets;
class Messages;
class Customers;
class KnowledgeBase;
class Error;
class ApiError;
class TransportError;

struct HttpRequest;
struct HttpResponse;
struct SendContext;
struct ClientOptions;
struct CallOptions;
struct ResponseInfo;
struct TlsOptions;
struct RetryPolicy;
struct RateLimit;
struct RateUsage;
struct Ticket;
struct TicketQuery;
struct NewTicket;
struct TicketPatch;
struct Message;
struct MessageQuery;
struct NewReply;
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
enum class RetryWrites : std::uint8_t;
enum class ErrorCode : std::uint8_t;

}  // namespace ticket0::inline v1

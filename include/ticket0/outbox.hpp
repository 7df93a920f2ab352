#pragma once

#include "ticket0/client.hpp"

/// Tickets and replies that a program hands over, kept in a file until they are sent, once; link
/// `ticket0::outbox`. Not for signal handlers: nothing here is async-signal-safe.
namespace ticket0::inline v1::outbox {

namespace detail {
class Core;
}

/// Where an entry stands.
enum class State : std::uint8_t {
  queued,    ///< Waiting to be sent.
  sending,   ///< Its request may be on its way; only the process that sends it settles it, while it lives.
  sent,      ///< The service has it.
  rejected,  ///< The service said no, and nothing was done: Entry::last_error says why.
  unknown,   ///< It may have been sent, and nobody can tell: a person has to look.
};
/// The enumerator's name.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(State value) noexcept;

/// The file cannot be used or written: what() names it and says what to do. What was committed before is
/// kept. An entry whose put() failed may be stored: put it again under the same key.
class TICKET0_EXPORT StorageError : public Error {
 public:
  using Error::Error;
  ~StorageError() override;
};
/// There is no room: Options::max_entries, Options::max_bytes, or the disk. Nothing was stored.
class TICKET0_EXPORT OutboxFull : public StorageError {
 public:
  using StorageError::StorageError;
  ~OutboxFull() override;
};

/// How long the outbox pauses after a failure that is not an entry's fault: `first`, then twice as long each
/// time, up to `most`. A success ends it.
struct RetrySchedule {
  std::chrono::milliseconds first{1'000};   ///< 1 ms to 24 h.
  std::chrono::milliseconds most{900'000};  ///< At least `first`, at most 24 h.
};

/// An entry changed its state. The key is valid only until the observer returns.
struct Change {
  std::string_view key;  ///< As given to put().
  State state;           ///< The new one.
  int attempts;          ///< So far.
};

/// Outbox's constructor checks all members and throws a ConfigError that names the first one that is not
/// valid.
struct Options {
  /// A file on a local disk, in a directory that exists; created with mode 0600. A second file,
  /// `<path>-senders`, holds locks: leave it there while any process uses the outbox. Not a symbolic link,
  /// nor a file with a hard link.
  std::string path{};
  std::size_t max_entries{100'000};  ///< Neither sent nor rejected. At least 1.
  std::uint64_t max_bytes{1 << 30};  ///< Limit on stored content. At least 1 MiB.
  /// How long the content of a sent or rejected entry is kept. Then it is wiped, and its last error too; the
  /// key, a salted hash and the result stay. 0 to 10 years.
  std::chrono::hours keep_content{24 * 7};
  RetrySchedule retry{};  ///< Default: 1 s to 15 min.
  /// Ends the subject of each new ticket that is put with a mark such as `[t0-7f3k9q2m]`, by which it is
  /// found if a crash leaves a doubt. The customer sees it. Finding needs the scope `tickets:read`.
  bool mark_subjects{false};
  /// Called for each change of state that this object makes, on the thread that makes it, after it is
  /// durable. It must not throw. Called from several threads concurrently.
  std::function<void(const Change&)> on_change{};
  /// Called when sending pauses, with the reason as explain() says it. Same rules as for on_change.
  std::function<void(std::string_view reason)> on_pause{};
  /// Default: the system's clocks, and time in suspend counts.
  std::shared_ptr<Clock> clock{};
};

/// An entry without its content.
struct Entry {
  std::int64_t id{0};                  ///< Rises in the order of put(); never given twice.
  std::string key{};                   ///< As given to put().
  State state{State::queued};          ///< Where it stands.
  int attempts{0};                     ///< Requests whose bytes may have left.
  bool blocked{false};                 ///< It waits for an entry before it.
  std::optional<TicketId> ticket{};    ///< A reply's ticket; for a new ticket, set once it is sent.
  std::optional<MessageId> message{};  ///< Set for a sent reply, if the service named it.
  std::string last_error{};  ///< The last failure's explain(); "" if there was none, or once it is wiped.
  Timestamp put_at{};        ///< By this machine's clock, as the next two.
  std::optional<Timestamp> next_at{};     ///< Not sent before.
  std::optional<Timestamp> settled_at{};  ///< When it became sent or rejected.
};

/// An entry's content. Both are empty once it is wiped.
struct Content {
  std::optional<NewReply> reply{};    ///< For a reply.
  std::optional<NewTicket> ticket{};  ///< For a new ticket; with the mark of Options::mark_subjects.
};

/// How many entries there are in a state.
struct Count {
  std::size_t entries{0};             ///< In this state.
  std::optional<Timestamp> oldest{};  ///< When the first of them was put; empty if there is none.
};
/// All entries, by state.
struct Counts {
  /// @{
  /// The counts for the state with this name.
  Count queued{};
  Count sending{};
  Count sent{};
  Count rejected{};
  Count unknown{};
  /// @}
  std::uint64_t bytes{0};  ///< Of content that is kept.
};

/// Result of run() or drain().
struct Report {
  std::size_t sent{0};      ///< Entries that it sent, or found to be sent.
  std::size_t rejected{0};  ///< Entries that the service rejected.
  std::size_t unknown{0};   ///< Entries that it left unknown.
  Counts all{};             ///< For the whole outbox, when it returned.
  /// Why sending pauses; "" if it does not. Entries stay queued.
  std::string paused{};
};

/// Keeps tickets and replies in a file, and sends each once, in order for each ticket, even if the program is
/// killed or the power fails. An entry possibly sent but not found is `unknown`: never resent unless
/// a person says so. Every const member may be called from any thread, and any number of processes may use
/// one file. Every member throws StorageError if the file fails. In a child of fork(), an Outbox that it
/// inherits throws StorageError, and so does opening a file that an ancestor had open at the fork: fork
/// before you open it, or exec.
class TICKET0_EXPORT Outbox {
 public:
  /// Opens the file, or creates it. Throws ConfigError for an option, StorageError for a file that is no
  /// outbox, is of a newer version, is corrupt or lies on a network file system; it is left as it is.
  explicit Outbox(Options options);
  /// @{
  /// A moved-from Outbox may only be assigned to or destroyed.
  Outbox(Outbox&&) noexcept;
  Outbox& operator=(Outbox&&) noexcept;
  /// @}
  ~Outbox();

  /// @{
  /// Stores a reply or a new ticket; it is durable when this returns. `key` is your name for it, 1 to 255
  /// bytes of UTF-8, e.g. "order-4711-shipped", for good. The same key with the same content returns the
  /// entry that is there and stores nothing. Throws InvalidArgument if the key has other content already,
  /// or for an argument that could not be sent, and OutboxFull.
  Entry put(std::string key, const TicketId& ticket, const NewReply& reply) const;
  Entry put(std::string key, const NewTicket& ticket) const;
  /// @}
  /// Stores a reply to the ticket that the entry `ticket_key` creates; it waits for that. Throws what put()
  /// throws, and InvalidArgument if there is no such entry, or it is a reply.
  Entry put_after(std::string key, std::string_view ticket_key, const NewReply& reply) const;

  /// Sends what is due, one entry at a time, until `stop` is cancelled. Call it from several threads, or in
  /// several processes, to send more at once. A problem with the key, the network or the service pauses it,
  /// and never ends it. Throws StorageError.
  Report run(const Client& client, const CancelToken& stop) const;
  /// The same, until nothing is due: it does not wait for a pause, or for an entry's time, to pass.
  Report drain(const Client& client, const CancelToken& stop = {}) const;

  /// The entry with this key.
  [[nodiscard]] std::optional<Entry> find(std::string_view key) const;
  /// Entries with an id above `after`, oldest first, at most `limit`; all states, or one.
  [[nodiscard]] std::vector<Entry> list(std::optional<State> state = {}, std::size_t limit = 100,
                                        std::int64_t after = 0) const;
  /// What the entry says, for a person who has to decide. Throws InvalidArgument for an id that is not there.
  [[nodiscard]] Content content(std::int64_t id) const;
  /// By state.
  [[nodiscard]] Counts counts() const;

  /// For a person who has looked at the ticket: sends an unknown or rejected entry (again). Throws
  /// InvalidArgument for another state, for an entry that a process is sending now, or whose content is
  /// wiped; so do the next three.
  void retry(std::int64_t id) const;
  /// @{
  /// For a person who has looked: the entry is there, as this message or ticket. Replies that wait for the
  /// ticket continue.
  void settle_sent(std::int64_t id, const MessageId& message) const;
  void settle_sent(std::int64_t id, const TicketId& ticket) const;
  /// @}
  /// For a person who has looked: the entry is not there, and must not be sent. Also for one that retry()
  /// has queued.
  void settle_rejected(std::int64_t id) const;
  /// Removes an entry that is still queued, with its key. False if there is none. Throws InvalidArgument for
  /// a ticket that replies wait for, and for an unknown entry that retry() has queued: it may be there.
  bool withdraw(std::string_view key) const;
  /// Writes a copy to `path`, which must not exist; until it is whole, it is `<path>-new`. The copy sends
  /// nothing until adopt().
  void backup(const std::string& path) const;
  /// Makes a file that was copied or restored this outbox again. Until then run() and drain() throw
  /// StorageError: what is queued in it may have been sent by the other file. Entries that were queued
  /// become unknown and are looked for; retry() sends one that was not sent.
  void adopt() const;

 private:
  std::unique_ptr<detail::Core> core_;
};

}  // namespace ticket0::inline v1::outbox

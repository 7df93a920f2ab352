#pragma once

#include "outbox/database.hpp"

namespace ticket0::inline v1::outbox::detail {

/// Creates the file at `path`, whole or not at all. The caller has the lock for writing.
void create_file(const std::string& path);
/// Writes all to a new file at `path`, whole or not at all. It knows that it is a copy wherever it lies, also
/// in the original's place. Throws StorageError if there is a file already.
void write_copy(Database& database, const std::string& path);
/// Sets up a connection. Throws StorageError if the tables are not those of this version.
void prepare(Database& database);

/// The kinds of entries, as they are stored.
enum class Kind : std::uint8_t { reply, ticket, reply_after };

/// The random bytes with which this file's contents are hashed.
[[nodiscard]] std::string salt_of(const Database& database);
/// True if the file is the original, not a copy.
[[nodiscard]] bool is_original(const Database& database);
/// From now on this file is the original.
void make_original(Database& database);

/// `size` random bytes from the system.
[[nodiscard]] std::string random_bytes(std::size_t size);

}  // namespace ticket0::inline v1::outbox::detail

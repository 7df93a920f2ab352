#include "outbox/failing_vfs.hpp"

#include <sqlite3.h>

#include <atomic>
#include <stdexcept>

namespace outbox_test {

namespace {

std::atomic<long> left{-1};
std::atomic<bool> has_failed{false};

bool fails() {
  if (left < 0 || left-- != 0) return false;
  has_failed = true;
  return true;
}

/// SQLite's own file comes behind it.
struct File {
  sqlite3_file base;
  sqlite3_file* inner;
};
sqlite3_file* inner(sqlite3_file* file) { return reinterpret_cast<File*>(file)->inner; }
sqlite3_vfs* unix_vfs() {
  static sqlite3_vfs* const vfs = sqlite3_vfs_find("unix");
  return vfs;
}

const sqlite3_io_methods methods{
    .iVersion = 2,
    .xClose = [](sqlite3_file* f) { return inner(f)->pMethods->xClose(inner(f)); },
    .xRead =
        [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
          return fails() ? SQLITE_IOERR_READ : inner(f)->pMethods->xRead(inner(f), to, size, at);
        },
    .xWrite =
        [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
          return fails() ? SQLITE_IOERR_WRITE : inner(f)->pMethods->xWrite(inner(f), from, size, at);
        },
    .xTruncate =
        [](sqlite3_file* f, sqlite3_int64 size) {
          return fails() ? SQLITE_IOERR_TRUNCATE : inner(f)->pMethods->xTruncate(inner(f), size);
        },
    .xSync =
        [](sqlite3_file* f, int flags) {
          return fails() ? SQLITE_IOERR_FSYNC : inner(f)->pMethods->xSync(inner(f), flags);
        },
    .xFileSize =
        [](sqlite3_file* f, sqlite3_int64* size) {
          return fails() ? SQLITE_IOERR_FSTAT : inner(f)->pMethods->xFileSize(inner(f), size);
        },
    .xLock = [](sqlite3_file* f,
                int kind) { return fails() ? SQLITE_IOERR_LOCK : inner(f)->pMethods->xLock(inner(f), kind); },
    .xUnlock = [](sqlite3_file* f, int kind) { return inner(f)->pMethods->xUnlock(inner(f), kind); },
    .xCheckReservedLock = [](sqlite3_file* f,
                             int* out) { return inner(f)->pMethods->xCheckReservedLock(inner(f), out); },
    .xFileControl = [](sqlite3_file* f, int what,
                       void* argument) { return inner(f)->pMethods->xFileControl(inner(f), what, argument); },
    .xSectorSize = [](sqlite3_file* f) { return inner(f)->pMethods->xSectorSize(inner(f)); },
    .xDeviceCharacteristics =
        [](sqlite3_file* f) { return inner(f)->pMethods->xDeviceCharacteristics(inner(f)); },
    .xShmMap =
        [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
          return fails() ? SQLITE_IOERR_SHMMAP
                         : inner(f)->pMethods->xShmMap(inner(f), page, size, extend, out);
        },
    .xShmLock =
        [](sqlite3_file* f, int at, int count, int flags) {
          return (flags & SQLITE_SHM_UNLOCK) == 0 && fails()
                     ? SQLITE_IOERR_SHMLOCK
                     : inner(f)->pMethods->xShmLock(inner(f), at, count, flags);
        },
    .xShmBarrier = [](sqlite3_file* f) { inner(f)->pMethods->xShmBarrier(inner(f)); },
    .xShmUnmap = [](sqlite3_file* f, int remove) { return inner(f)->pMethods->xShmUnmap(inner(f), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
  auto* const mine = reinterpret_cast<File*>(file);
  mine->base.pMethods = nullptr;
  mine->inner = reinterpret_cast<sqlite3_file*>(mine + 1);
  mine->inner->pMethods = nullptr;
  if (fails()) return SQLITE_CANTOPEN;
  const int code = unix_vfs()->xOpen(unix_vfs(), name, mine->inner, flags, out);
  if (mine->inner->pMethods != nullptr) mine->base.pMethods = &methods;
  return code;
}

/// SQLite keeps the address of what it is given.
void install() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs copy = *unix_vfs();
    copy.zName = "failing";
    copy.szOsFile += static_cast<int>(sizeof(File));
    copy.xOpen = &open;
    copy.xDelete = [](sqlite3_vfs*, const char* name, int sync) {
      return fails() ? SQLITE_IOERR_DELETE : unix_vfs()->xDelete(unix_vfs(), name, sync);
    };
    return copy;
  }();
  static const int code = sqlite3_vfs_register(&vfs, 1);
  if (code != SQLITE_OK) throw std::runtime_error{"no VFS"};
}

}  // namespace

FailingCall::FailingCall(std::size_t number) {
  install();
  has_failed = false;
  left = static_cast<long>(number);
}
FailingCall::~FailingCall() { left = -1; }
bool FailingCall::happened() const { return has_failed; }

namespace {

std::atomic<long> blocks_left{-1};
sqlite3_mem_methods memory{};

bool has_no_memory() { return blocks_left >= 0 && blocks_left-- == 0; }

/// Before anything else of SQLite is called.
const int configured = [] {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory);
  sqlite3_mem_methods failing_memory = memory;
  failing_memory.xMalloc = [](int size) { return has_no_memory() ? nullptr : memory.xMalloc(size); };
  failing_memory.xRealloc = [](void* block, int size) {
    return has_no_memory() ? nullptr : memory.xRealloc(block, size);
  };
  return sqlite3_config(SQLITE_CONFIG_MALLOC, &failing_memory);
}();

}  // namespace

FailingMemory::FailingMemory(std::size_t number) {
  if (configured != SQLITE_OK) throw std::runtime_error{"SQLite keeps its own memory"};
  blocks_left = static_cast<long>(number);
}
FailingMemory::~FailingMemory() { blocks_left = -1; }
bool FailingMemory::happened() const { return blocks_left < 0; }

}  // namespace outbox_test

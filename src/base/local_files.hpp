#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string>

#ifdef __linux__
#include <sys/vfs.h>
#else
#include <sys/mount.h>
#include <sys/param.h>
#endif

/// Where a file lies that processes share through its locks or its memory. Inline, for libraries that need
/// nothing else from the core.
namespace ticket0::inline v1::detail {

[[nodiscard]] inline std::string directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

enum class Locality : std::uint8_t { local, other, unreadable };  // unreadable: errno says why

/// Local: of a kind whose locks and mappings are shared by all processes of this machine, and no others.
/// `stat_fs` fills it in.
template <class StatFs>
[[nodiscard]] Locality locality_by(const StatFs& stat_fs) noexcept {
  struct statfs system {};
  int code = 0;
  do code = stat_fs(system);
  while (code != 0 && errno == EINTR);
  if (code != 0) return Locality::unreadable;
#ifdef __linux__
  constexpr std::array<std::uint32_t, 14> local{
      0xEF53,      // ext2, ext3, ext4
      0x58465342,  // XFS
      0x9123683E,  // Btrfs
      0x01021994,  // tmpfs
      0x858458F6,  // ramfs
      0xF2F52010,  // F2FS
      0x2FC12FC1,  // ZFS
      0xCA451A4E,  // bcachefs
      0x794C7630,  // overlayfs, as in a container
      0x3153464A,  // JFS
      0x52654973,  // ReiserFS
      0x00003434,  // NILFS2
      0x24051905,  // UBIFS
      0x0000F15F,  // eCryptfs
  };
  const bool is_local =
      std::find(local.begin(), local.end(), static_cast<std::uint32_t>(system.f_type)) != local.end();
#else
  const bool is_local = (system.f_flags & MNT_LOCAL) != 0;
#endif
  return is_local ? Locality::local : Locality::other;
}
[[nodiscard]] inline Locality locality_of(const std::string& path) noexcept {
  return locality_by([&path](struct statfs& system) { return ::statfs(path.c_str(), &system); });
}
/// For an open file, which may be mounted over one in a directory of another file system.
[[nodiscard]] inline Locality locality_of(int descriptor) noexcept {
  return locality_by([descriptor](struct statfs& system) { return ::fstatfs(descriptor, &system); });
}

}  // namespace ticket0::inline v1::detail

#pragma once
// Calls of Linux that glibc 2.36 has no wrapper for, or only a variadic one.
// The headers of glibc itself stay out: their types would be this module's instead of Glibc's.
#include <linux/openat2.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/syscall.h>

extern long syscall(long number, ...);
extern int fcntl(int descriptor, int command, ...);

// openat2(2): `path` is resolved below `folder` only; links that lead out of it, and magic links, are refused.
static inline int qmd_open_beneath(int folder, const char *path, uint64_t flags, uint64_t resolve) {
  struct open_how how = {.flags = flags, .resolve = resolve};
  return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

// close_range(2) with CLOSE_RANGE_CLOEXEC: whatever is open from `first` on stays with this process.
static inline int qmd_close_on_exec_from(unsigned first) { return (int)syscall(SYS_close_range, first, ~0U, 4); }

// renameat2(2) with RENAME_EXCHANGE: both names stay, what they name changes place. -100 is AT_FDCWD.
static inline int qmd_rename_exchange(const char *one, const char *other) {
  return (int)syscall(SYS_renameat2, -100, one, -100, other, 2);
}

// F_SETFD, FD_CLOEXEC
static inline int qmd_set_cloexec(int descriptor) { return fcntl(descriptor, 2, 1); }

// In <spawn.h> for GNU programs only; the actions are glibc's own structure, made and destroyed by its caller.
extern int posix_spawn_file_actions_addchdir_np(void *actions, const char *path);
static inline int qmd_spawn_in(void *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}

// The commit that this was built from: swift build -Xcc '-DQMD_COMMIT="abc1234"'. The one value that reaches Swift
// from a build's command line.
#ifndef QMD_COMMIT
#define QMD_COMMIT ""
#endif
static inline const char *qmd_commit(void) { return QMD_COMMIT; }

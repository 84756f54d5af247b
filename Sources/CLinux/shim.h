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

// fork(2), which Swift does not import: of a process with one thread only, whose copy then goes its own way.
extern int fork(void);
static inline int qmd_fork(void) { return fork(); }

// prctl(2), PR_SET_PDEATHSIG: the signal that comes when the parent dies.
static inline int qmd_die_with_parent(int signal) { return (int)syscall(SYS_prctl, 1, signal, 0, 0, 0); }

// signalfd4(2) with SFD_CLOEXEC: signal n is bit n - 1; what is read begins with the number of a signal, in 128 bytes.
static inline int qmd_signal_descriptor(uint64_t signals) {
  return (int)syscall(SYS_signalfd4, -1, &signals, sizeof signals, 02000000);
}

// landlock(7). The numbers are the kernel's own: headers of a distribution may be older than its kernel.
static inline int qmd_landlock_version(void) { return (int)syscall(444, 0, 0UL, 1UL); }

// A set of rules over these kinds of access; `size` is how much of the structure this kernel knows.
static inline int qmd_landlock_rules(uint64_t files, uint64_t ports, uint64_t scopes, unsigned long size) {
  struct {
    uint64_t files, ports, scopes;
  } kinds = {files, ports, scopes};
  return (int)syscall(444, &kinds, size, 0UL);
}

static inline int qmd_landlock_allow_beneath(int rules, int path, uint64_t access) {
  struct __attribute__((packed)) {
    uint64_t access;
    int32_t path;
  } rule = {access, path};
  return (int)syscall(445, rules, 1, &rule, 0UL);
}

static inline int qmd_landlock_allow_port(int rules, uint64_t port, uint64_t access) {
  struct {
    uint64_t access, port;
  } rule = {access, port};
  return (int)syscall(445, rules, 2, &rule, 0UL);
}

// PR_SET_NO_NEW_PRIVS first, which the kernel asks for: nothing that is started gets more than we have.
static inline int qmd_landlock_enforce(int rules) {
  return syscall(SYS_prctl, 38, 1, 0, 0, 0) ? -1 : (int)syscall(446, rules, 0UL);
}

// The commit that this was built from: swift build -Xcc '-DQMD_COMMIT="abc1234"'. The one value that reaches Swift
// from a build's command line.
#ifndef QMD_COMMIT
#define QMD_COMMIT ""
#endif
static inline const char *qmd_commit(void) { return QMD_COMMIT; }

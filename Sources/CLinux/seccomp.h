#pragma once
// seccomp(2): which sockets a process may open, whatever else it may do.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#if defined __x86_64__
#define QMD_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define QMD_AUDIT_ARCH AUDIT_ARCH_AARCH64
#endif

// From now on this process and all that it makes open sockets of netlink(7) only, by which the kernel itself is asked,
// and of IP where `network` is not 0. Others, and io_uring(7), which could open them past this, are refused: EACCES.
// Wants PR_SET_NO_NEW_PRIVS. 0 when it is in force.
static inline int qmd_seccomp_sockets(int network) {
#ifdef QMD_AUDIT_ARCH
  enum { ip = 2, ip6 = 10, netlink = 16 };
  const unsigned refused = SECCOMP_RET_ERRNO | 13;
  struct sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      // Numbers mean other calls there.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, QMD_AUDIT_ARCH, 0, 9),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      // x32, the third set of numbers of x86-64.
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 7, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 425 /* io_uring_setup */, 6, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 4),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, netlink, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, network ? ip : netlink, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, network ? ip6 : netlink, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, refused),
  };
  struct sock_fprog program = {sizeof steps / sizeof *steps, steps};
  // SECCOMP_SET_MODE_FILTER
  return (int)syscall(SYS_seccomp, 1, 0, &program);
#else
  (void)network;
  return -1;
#endif
}

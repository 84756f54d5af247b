import CLinux

/// Seccomp, for one call: a process gives up opening sockets, for good and for all that it starts.
///
/// seccomp(2). Landlock keeps a process from TCP ports and abstract sockets only; a socket that lies in a folder leads to
/// the session bus, the keys of ssh-agent, a container's daemon. A list of all calls that a program may make would be
/// tied to the versions of its libraries; this is about one, and holds whatever they do.
public enum SocketFilter {
  /// Leaves sockets by which the kernel is asked (netlink), and with `network` those of IP; what is open stays open.
  ///
  /// Before the first thread starts, and after `Landlock.restrict`, which takes the privilege to gain more.
  ///
  /// - Returns: whether it is in force; not on a processor or a kernel without.
  public static func restrict(network: Bool) -> Bool { qmd_seccomp_sockets(network ? 1 : 0) == 0 }
}

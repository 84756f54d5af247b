import Glibc

/// The processors that this process may use.
public enum Processors {
  public static let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}

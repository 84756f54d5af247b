import CLinux
import Glibc

/// Another program, started without a shell.
public enum Subprocess {
  /// The program that is running, so that it can start itself anew.
  public static var ourselves: FilePath { Files.linkTarget(FilePath("/proc/self/exe")) ?? FilePath("qmd") }

  /// Starts a program in a session of its own, with nothing to read and its output appended to `log`.
  ///
  /// - Returns: the number of the process.
  public static func detach(
    _ program: FilePath,
    _ arguments: [String],
    log: FilePath
  ) throws(SystemError) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    _ = unsafe log.withCString {
      unsafe posix_spawn_file_actions_addopen(&actions, 1, $0, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID, a GNU extension that is not imported.
    unsafe posix_spawnattr_setflags(&attributes, 0x80)
    // What our own caller left open here must not be held open for as long as the other program lives.
    _ = qmd_close_on_exec_from(3)
    return try unsafe spawn(program, arguments, &actions, &attributes)
  }

  /// Runs a program found in PATH to its end, with our own streams, in `folder` when one is given.
  ///
  /// - Returns: its exit status, 128 + n for signal n.
  public static func run(
    _ program: String,
    _ arguments: [String],
    in folder: FilePath? = nil
  ) throws(SystemError) -> Int32 {
    var process: pid_t = 0
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let folder { _ = unsafe folder.withCString { unsafe qmd_spawn_in(&actions, $0) } }
    // A watcher holds signals back for one of its threads; what it starts must be able to receive them.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    // POSIX_SPAWN_SETSIGMASK, which is not imported.
    unsafe posix_spawnattr_setflags(&attributes, 0x08)
    let code = unsafe withArguments([program] + arguments) { list in
      unsafe posix_spawnp(&process, program, &actions, &attributes, list, environ)
    }
    guard code == 0 else { throw SystemError("start", on: program, code: code) }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    // WIFEXITED and its kin are macros, which are not imported: the signal is in the low seven bits.
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }

  /// Starts a program with our own streams for what it says, and does not wait.
  ///
  /// - Parameters:
  ///   - program: The file to run.
  ///   - arguments: Without the program's own name.
  ///   - input: What it reads; nil for nothing.
  ///   - folder: Where it runs; nil for where we do.
  /// - Returns: the number of the process, for `wait`.
  /// - Throws: where it cannot be started.
  @discardableResult
  static func start(
    _ program: FilePath,
    _ arguments: [String],
    reading input: Int32?,
    in folder: FilePath? = nil
  ) throws(SystemError) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let folder { _ = unsafe folder.withCString { unsafe qmd_spawn_in(&actions, $0) } }
    if let input {
      unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    // Whatever signals we hold back, it can be ended by one.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    // POSIX_SPAWN_SETSIGMASK, which is not imported.
    unsafe posix_spawnattr_setflags(&attributes, 0x08)
    return try unsafe spawn(program, arguments, &actions, &attributes)
  }

  /// Starts a program with our own streams for what it says and nothing to read, and does not wait.
  public static func start(
    _ program: FilePath,
    _ arguments: [String],
    in folder: FilePath? = nil
  ) throws(SystemError) -> Int32 {
    try start(program, arguments, reading: nil, in: folder)
  }

  /// Waits until a process that was started has ended.
  public static func wait(for process: Int32) {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  private static func spawn(
    _ program: FilePath,
    _ arguments: [String],
    _ actions: UnsafePointer<posix_spawn_file_actions_t>,
    _ attributes: UnsafePointer<posix_spawnattr_t>
  ) throws(SystemError) -> Int32 {
    var process: pid_t = 0
    let code = unsafe withArguments([program.text] + arguments) { list in
      unsafe program.withCString { unsafe posix_spawn(&process, $0, actions, attributes, list, environ) }
    }
    guard code == 0 else { throw SystemError("start", on: program.text, code: code) }
    return process
  }

  private static func withArguments<T>(
    _ arguments: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
  ) -> T {
    var list = unsafe arguments.map { unsafe strdup($0) }
    unsafe list.append(nil)
    defer { unsafe list.forEach { unsafe free($0) } }
    return unsafe body(list)
  }
}

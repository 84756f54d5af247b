import Memory
import Plumbing
import Synchronization

/// The server over HTTP: where it listens, whom it lets in, and how it is found again.
///
/// One for each index.
struct MCPService {
  private let call: Invocation
  private let host: String
  private let port: Int
  private let admission: HTTPGate.Admission

  static let usualPort = 8181
  /// Questions answered at one time; a search keeps a core busy.
  private static let threads = 4

  init(_ call: Invocation) throws {
    self.call = call
    func named(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    host = named(call.typed.value(.host)) ?? named(call.environment["QMD_HOST"]) ?? "localhost"
    port =
      try call.typed.value(.port).map { text in
        guard let number = Int(text), (0...65_535).contains(number) else {
          throw UsageError.notANumber(flag: "--port", value: text, expected: "a number from 0 to 65535")
        }
        return number
      } ?? Self.usualPort
    if let file = call.typed.value(.tokenFile) {
      admission = .bearer(try TokenFile.read(call.absolute(file)))
    } else {
      guard Self.isLoopback(host) else {
        throw Failure(
          "--host \(host) lets other machines ask — give --token-file FILE with a secret that they must show, or leave"
            + " --host away"
        )
      }
      admission = .user(Launch.userID)
    }
  }

  private static func isLoopback(_ host: String) -> Bool {
    HTTP.isLoopback(host.lowercased()) || host == "::1"
  }

  /// The numeric addresses to listen at.
  ///
  /// `localhost` is both of this machine's: whoever held the other one would be taken for this server.
  private var addresses: [String] {
    switch host.lowercased() {
    case "localhost": ["127.0.0.1", "::1"]
    case "*": ["0.0.0.0", "::"]
    default: ListeningSocket.addresses(of: host)
    }
  }

  // MARK: In the foreground

  func run() throws -> Int32 {
    let lock = try takeState()
    // Before the first thread starts, so that every thread leaves signals to the one that waits for them.
    Launch.holdSignals()
    // Here, so that who asks while one process takes over from another waits in the line before the socket.
    let (sockets, address) = try listen()
    let process = Launch.processID
    let status = try Monitor.run { request in
      MCPDeputy.serve(request, call)
    } _: { monitor, isFirst in
      QMD.status(of: call) {
        try serve(sockets, monitor) {
          guard isFirst else { return }
          if HTTPGate.isWildcard(host) {
            call.say("listening at every address of this machine: any Host is taken, the token decides")
          }
          call.output.line("✓ Answering at \(address) (Ctrl-C or `qmd mcp stop` ends it)")
          call.output.flush()
          Self.note(State(process: process, address: address).text, in: lock)
        }
      }
    }
    Self.note("", in: lock)
    return status
  }

  /// The server itself, in a process that gives up what it does not need.
  private func serve(_ sockets: [ListeningSocket], _ monitor: Monitor.Line, ready: () -> Void) throws -> Int32
  {
    let events = Mailbox<Event>()
    let quiet = Quiet()
    do {
      // Before the rights are given up, because it opens libraries.
      let unconfined = try HTTPServer.Library()
      let deputy = MCPDeputy(try Verb.confinement(call), monitor)
      let mcp = MCPServer(call, deputy: deputy)
      let answering = MCPOverHTTP(mcp, HTTPGate(admission, host: host, call.environment))
      let server = HTTPServer(unconfined, limit: RPCMessage.largest) { request in
        quiet.began()
        defer {
          quiet.ended()
          if mcp.needsRenewal { events.send(.renewal) }
        }
        return answering.answer(request)
      }
      for socket in sockets { try server.serve(socket, threads: Self.threads) }
      ready()
      _ = BlockingThread {
        while Launch.nextSignal() == Launch.hangUp {}
        events.send(.stop)
      }
      var isDue = false
      while true {
        let received = events.receive(until: isDue ? Moment.now.advanced(milliseconds: Quiet.least) : nil)
        if received.contains(.stop) {
          server.stop()
          return 0
        }
        isDue = true
        // At once: a server that is stopped, as it is when it is let go, shuts the sockets for the next process as well.
        if quiet.isLong { Launch.leave(Monitor.renewal) }
      }
    } catch let failure as HTTPServer.Failure {
      throw Failure("no server could be started: \(failure)")
    }
  }

  private enum Event { case stop, renewal }

  /// When questions came last.
  private final class Quiet: Sendable {
    /// Milliseconds without a question after which nobody seems to wait for an answer.
    static let least: UInt64 = 300

    private let state = Mutex((asking: 0, last: Moment.now))

    func began() { state.withLock { $0.asking += 1 } }
    func ended() { state.withLock { $0 = ($0.asking - 1, Moment.now) } }
    var isLong: Bool {
      state.withLock { $0.asking == 0 && Moment.now.milliseconds(since: $0.last) >= Double(Self.least) }
    }
  }

  /// - Returns: the sockets, and where agents find the server.
  private func listen() throws -> ([ListeningSocket], String) {
    let addresses = addresses
    guard !addresses.isEmpty else {
      throw Failure("no address goes by the name \(host) — give --host an address of this machine")
    }
    var port = port
    var sockets: [ListeningSocket] = []
    for address in addresses {
      do throws(SystemError) {
        let socket = try ListeningSocket(address, port: port)
        port = socket.port
        sockets.append(socket)
      } catch {
        // A machine may have only one kind of address.
        if Errno.isNoAddress(error.code), addresses.count > 1, !sockets.isEmpty || address != addresses.last {
          continue
        }
        throw Self.failure(error, host, port)
      }
    }
    let shown = host.contains(":") ? "[\(host)]" : host
    return (sockets, "http://\(HTTPGate.isWildcard(host) ? "localhost" : shown):\(port)/mcp")
  }

  private static func failure(_ error: SystemError, _ host: String, _ port: Int) -> Failure {
    if Errno.isTaken(error.code) {
      return Failure(
        "port \(port) is in use — `qmd mcp stop` ends a server of ours, --port N takes another port"
      )
    }
    if Errno.isNoAddress(error.code) {
      return Failure(
        "\(host) is no address of this machine — leave --host away to listen on this machine only"
      )
    }
    return Failure(
      "cannot listen at \(error.subject) (\(error.reason.lowercased())) — try another --port or --host"
    )
  }

  // MARK: How it is found

  /// What a server says of itself, in the file whose lock it holds.
  struct State: Equatable {
    let process: Int32
    /// Nil until it listens.
    let address: String?

    init(process: Int32, address: String?) {
      self.process = process
      self.address = address
    }

    var text: String { "\(process)\n" + (address.map { "\($0)\n" } ?? "") }

    /// Of a server that lives.
    static func read(_ file: FilePath) -> State? {
      guard FileLock.isHeld(file), let bytes = try? Files.read(file) else { return nil }
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      guard let process = lines.first.flatMap({ Int32($0) }), process > 0 else { return nil }
      return State(process: process, address: lines.count > 1 ? String(lines[1]) : nil)
    }
  }

  static func stateFile(_ call: Invocation) -> FilePath { file("pid", call) }

  private static func file(_ ending: String, _ call: Invocation) -> FilePath {
    let name =
      call.typed.value(.index).flatMap { $0.isEmpty ? nil : "-" + $0.map { $0 == "/" ? "_" : $0 } } ?? ""
    return call.places.cache.appending("mcp\(name).\(ending)")
  }

  /// The lock of this index's server; nil where nothing can be written, which keeps nobody from asking.
  private func takeState() throws -> FileLock? {
    let file = Self.stateFile(call)
    do throws(SystemError) {
      try Files.createFolder(file.parent)
      guard let lock = try FileLock.take(file, waiting: false) else {
        throw SystemError("flock", on: file.text, code: Errno.isHeld)
      }
      lock.write(State(process: Launch.processID, address: nil).text)
      return lock
    } catch {
      if error.code == Errno.isHeld { throw Self.alreadyRunning(file) }
      call.say(
        "\(file) cannot be written (\(error.reason.lowercased())), so `qmd mcp stop` will not find this server"
      )
      return nil
    }
  }

  private static func note(_ text: String, in lock: borrowing FileLock?) {
    switch lock {
    case .some(let lock): lock.write(text)
    case .none: break
    }
  }

  private static func alreadyRunning(_ file: FilePath) -> Failure {
    let state = State.read(file)
    return Failure(
      "Already running\(state.map { " (PID \($0.process))" } ?? "")\(state?.address.map { " at \($0)" } ?? "") — `qmd mcp"
        + " stop` ends it"
    )
  }

  // MARK: In the background

  /// A log beyond this many bytes is set aside when a new server starts.
  private static let largestLog: Int64 = 1 << 20

  func startInBackground() throws -> Int32 {
    let file = Self.stateFile(call), log = Self.file("log", call)
    if FileLock.isHeld(file) { throw Self.alreadyRunning(file) }
    do throws(SystemError) {
      try Files.createFolder(log.parent)
      if let size = FileStatus.of(log)?.size, size > Self.largestLog {
        try Files.rename(log, to: FilePath(bytes: log.bytes + Array(".1".utf8)))
      }
    } catch {
      throw Failure.cannotWrite(log, error)
    }
    let said = FileStatus.of(log)?.size ?? 0
    var arguments = ["mcp", "--http", "--host", host, "--port", "\(port)"]
    for flag in [Flag.tokenFile, .index] {
      if let value = call.typed.value(flag) { arguments += ["--\(flag.name)", value] }
    }
    let process = try Subprocess.detach(Subprocess.ourselves, arguments, log: log)
    var state: State?
    var hasEnded = false
    _ = WatchDaemon.waits(milliseconds: 10_000) {
      state = State.read(file).flatMap { $0.process == process && $0.address != nil ? $0 : nil }
      hasEnded = state == nil && Launch.hasEnded(process)
      return state != nil || hasEnded
    }
    guard let address = state?.address else {
      throw Failure(Self.lastWords(in: log, after: said) ?? "the server did not start — \(log) says why")
    }
    call.output.line(
      "✓ Answering in the background at \(address) (process \(process)); `qmd mcp stop` ends it."
    )
    return 0
  }

  /// What the server that did not start said last.
  private static func lastWords(in log: FilePath, after offset: Int64) -> String? {
    guard let bytes = try? Files.read(log), bytes.count > offset else { return nil }
    return String(decoding: bytes[Int(offset)...], as: UTF8.self).split(separator: "\n").last.map(String.init)
  }
}

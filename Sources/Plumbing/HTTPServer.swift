import CServer
import Glibc

/// HTTP for programs on this machine, by libmicrohttpd, which is loaded with the first server.
///
/// Each request is read whole, up to a limit, and answered by one call on one of a few threads.
@safe
public final class HTTPServer {
  /// A request as it came.
  public struct Request: Sendable {
    public let method: String
    /// Without what follows a question mark.
    public let path: String
    /// In order, names in lower case; one name may stand there several times.
    public let headers: [(name: String, value: String)]
    /// Nil when it was longer than the server takes.
    public let body: [UInt8]?
    /// The user whose process is at the other end; nil when that end is on another machine, or cannot be told.
    public let owner: UInt32?

    /// All values of a header, named in lower case.
    public func values(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }

    /// The value of a header that stands there once.
    public func value(_ name: String) -> String? {
      let found = values(name)
      return found.count == 1 ? found[0] : nil
    }
  }

  public struct Response: Sendable {
    public var status: Int
    public var body: [UInt8]
    public var type: String?
    /// The methods there are, with status 405.
    public var allow: String?

    public init(_ status: Int, _ body: [UInt8] = [], type: String? = nil, allow: String? = nil) {
      self.status = status
      self.body = body
      self.type = type
      self.allow = allow
    }
  }

  public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    case libraryMissing
    case notStarted

    public var description: String {
      switch self {
      case .libraryMissing: "libmicrohttpd.so.12 is not installed: apt-get install libmicrohttpd12"
      case .notStarted: "libmicrohttpd could not start a server"
      }
    }
  }

  /// That libmicrohttpd and all that it needs is loaded.
  public struct Library: Sendable {
    /// - Throws: `libraryMissing` where it is not installed.
    public init() throws(Failure) {
      guard qmd_httpd_open() else { throw .libraryMissing }
    }
  }

  /// A request while it is read.
  private final class Exchange {
    let server: HTTPServer
    let method: String
    let path: String
    let owner: UInt32?
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    var received = 0

    init(_ server: HTTPServer, method: String, path: String, owner: UInt32?) {
      self.server = server
      self.method = method
      self.path = path
      self.owner = owner
    }

    /// False when so much has come that nobody should wait for the end of it.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
      received += bytes.count
      if received <= server.limit {
        unsafe body.append(contentsOf: bytes)
      } else {
        // What is too long is dropped and read on, so that whoever sends it gets an answer.
        body = []
      }
      return received <= server.limit * HTTPServer.patience
    }

    var request: Request {
      Request(
        method: method,
        path: path,
        headers: headers,
        body: received > server.limit ? nil : body,
        owner: owner
      )
    }

    static func of(_ request: UnsafeMutableRawPointer?) -> Exchange? {
      unsafe request.map { unsafe Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }
  }

  private let limit: Int
  private let answer: @Sendable (Request) -> Response
  private let handler: UnsafeMutablePointer<qmd_httpd_handler>
  private var servers: [UnsafeMutableRawPointer] = unsafe []

  /// A body of more than this many times the limit is not read to its end.
  private static let patience = 256
  /// Connections that are served at one time, and the seconds that one may be silent.
  private static let mostConnections: UInt32 = 512, longestSilence: UInt32 = 60

  /// A server that listens nowhere yet.
  ///
  /// - Parameters:
  ///   - library: libmicrohttpd, loaded.
  ///   - limit: bytes of a body.
  ///   - answer: called on any of the threads.
  public init(_ library: Library, limit: Int, _ answer: @escaping @Sendable (Request) -> Response) {
    self.limit = limit
    self.answer = answer
    unsafe handler = .allocate(capacity: 1)
    unsafe handler.initialize(
      to: qmd_httpd_handler(
        // fine because the threads that use it have ended when `stop` returns
        context: Unmanaged.passUnretained(self).toOpaque(),
        begin: { context, connection, method, path in
          guard let context = unsafe context, let method = unsafe method, let path = unsafe path else {
            return nil
          }
          let server = unsafe Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
          let exchange = unsafe Exchange(
            server,
            method: String(cString: method),
            path: String(cString: path),
            owner: UInt32(exactly: qmd_httpd_peer(connection))
          )
          let request = unsafe Unmanaged.passRetained(exchange).toOpaque()
          unsafe qmd_httpd_headers(connection, server.handler, request)
          return unsafe request
        },
        header: { request, name, value in
          guard let name = unsafe name, let value = unsafe value else { return }
          let pair = unsafe (name: String(cString: name).lowercased(), value: String(cString: value))
          unsafe Exchange.of(request)?.headers.append(pair)
        },
        receive: { request, bytes, size in
          let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size)
          return unsafe Exchange.of(request)?.take(piece) ?? false
        },
        answer: { request, connection in
          guard let exchange = unsafe Exchange.of(request) else { return }
          unsafe HTTPServer.send(exchange.server.answer(exchange.request), to: connection)
        },
        forget: { request in
          if let request = unsafe request { unsafe Unmanaged<Exchange>.fromOpaque(request).release() }
        }
      )
    )
  }

  deinit {
    stop()
    unsafe handler.deallocate()
  }

  /// Answers what comes to a socket, on so many threads, until `stop`.
  public func serve(_ socket: ListeningSocket, threads: Int) throws(Failure) {
    let server = unsafe qmd_httpd_start(
      socket.descriptor.duplicate(),
      UInt32(threads),
      Self.mostConnections,
      Self.longestSilence,
      handler
    )
    guard let server = unsafe server else { throw .notStarted }
    unsafe servers.append(server)
  }

  /// Ends all connections, and returns when no thread answers any more.
  public func stop() {
    unsafe servers.forEach { unsafe qmd_httpd_stop($0) }
    unsafe servers.removeAll()
  }

  private static func send(_ response: Response, to connection: UnsafeMutableRawPointer?) {
    _ = unsafe response.body.withUnsafeBytes { body in
      unsafe response.type.withOptionalCString { type in
        unsafe response.allow.withOptionalCString { allow in
          unsafe qmd_httpd_respond(
            connection,
            UInt32(response.status),
            body.baseAddress,
            body.count,
            type,
            allow
          )
        }
      }
    }
  }
}

extension String? {
  fileprivate func withOptionalCString<T>(_ body: (UnsafePointer<CChar>?) -> T) -> T {
    guard let text = self else { return body(nil) }
    return unsafe text.withCString { unsafe body($0) }
  }
}

import CCurl
import Glibc

/// One request over HTTP, with an end to everything: time, bytes, redirects.
public struct HTTPRequest: Sendable {
  public var address: String
  public var headers: [(name: String, value: String)] = []
  /// Sent by POST; nil asks by GET.
  public var body: [UInt8]?
  /// Seconds until there is a connection, and until there is an answer.
  public var connectTimeout: Double = 5
  public var timeout: Double = 60
  /// Bytes of an answer that are read; a longer one is an error.
  public var limit = 2 << 20
  /// Whether the answer may come compressed; the limit is then one of what it is decompressed to.
  public var acceptsCompression = false
  /// Whether an answer may send us on to another address.
  ///
  /// Never with a key, which would travel along.
  public var followsRedirects = false
  /// Asks for the bytes from here on.
  public var offset: Int64 = 0

  public init(_ address: String) { self.address = address }
}

public struct HTTPResponse: Sendable {
  public let status: Int
  public let body: [UInt8]
  /// The lines of the header, names in lower case.
  public let headers: [String: String]
}

/// What is known of an answer while its body comes.
public struct HTTPHead: Equatable, Sendable {
  public let status: Int
  /// Bytes of the body that is coming; nil where the server does not say.
  public let length: Int64?
}

/// Why there was no answer.
public enum HTTPError: Error, Equatable, Sendable, CustomStringConvertible {
  case libraryMissing
  case notAnAddress(String)
  case timedOut
  case tooLong(limit: Int)
  /// In libcurl's words; `code` is its number.
  case failed(String, code: Int)
  case stopped

  public var description: String {
    switch self {
    case .libraryMissing: "libcurl.so.4 is not installed: apt-get install libcurl4"
    case .notAnAddress(let text): "\(text) is no http or https address"
    case .timedOut: "no answer in time"
    case .tooLong(let limit): "the answer is longer than \(limit) bytes"
    case .failed(let reason, _): reason
    case .stopped: "what was received could not be kept"
    }
  }
}

/// HTTP by libcurl, which is loaded with the first request.
///
/// Calls block.
public enum HTTP {
  /// Sends a request and reads the whole answer, whatever its status.
  public static func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    var body: [UInt8] = []
    let answer = try receive(request) { piece, _ in
      body += piece
      return true
    }
    return HTTPResponse(status: answer.status, body: body, headers: answer.headers)
  }

  /// Sends a request and hands its body on as it comes; the body of the response is empty.
  ///
  /// `piece` is called with some bytes, and stops everything by false.
  public static func receive(
    _ request: HTTPRequest,
    _ piece: (_ bytes: [UInt8], _ head: HTTPHead) -> Bool
  ) throws(HTTPError) -> HTTPResponse {
    guard let host = host(of: request.address) else { throw .notAnAddress(request.address) }
    guard qmd_curl_open(), let handle = unsafe qmd_curl_init() else { throw .libraryMissing }
    defer { unsafe qmd_curl_cleanup(handle) }
    var lines: UnsafeMutablePointer<curl_slist>?
    defer { unsafe qmd_curl_free(lines) }
    // Without the line libcurl would wait for the server's "continue" before it sends a body.
    for (name, value) in request.headers + [(name: "Expect", value: "")] {
      unsafe lines = qmd_curl_append(lines, "\(name): \(value)")
    }
    unsafe qmd_curl_set_string(handle, CURLOPT_URL, request.address)
    unsafe qmd_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    unsafe qmd_curl_set_string(handle, CURLOPT_USERAGENT, "qmd")
    unsafe qmd_curl_set_pointer(handle, CURLOPT_HTTPHEADER, lines)
    unsafe qmd_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    unsafe qmd_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Int(request.connectTimeout * 1000))
    unsafe qmd_curl_set_long(handle, CURLOPT_TIMEOUT_MS, Int(request.timeout * 1000))
    if isLoopback(host) {
      // What stays on this machine goes through no proxy, whatever the environment says.
      unsafe qmd_curl_set_string(handle, CURLOPT_NOPROXY, "*")
    }
    if request.followsRedirects {
      unsafe qmd_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 1)
      unsafe qmd_curl_set_long(handle, CURLOPT_MAXREDIRS, 5)
      unsafe qmd_curl_set_string(handle, CURLOPT_REDIR_PROTOCOLS_STR, "https")
    }
    // The empty text stands for all that libcurl was built with.
    if request.acceptsCompression { unsafe qmd_curl_set_string(handle, CURLOPT_ACCEPT_ENCODING, "") }
    // Not libcurl's own "resume", which takes an answer from the beginning for an error.
    if request.offset > 0 { unsafe qmd_curl_set_string(handle, CURLOPT_RANGE, "\(request.offset)-") }
    if let body = request.body {
      unsafe qmd_curl_set_long(handle, CURLOPT_POST, 1)
      unsafe qmd_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
      // libcurl keeps a copy of so many bytes.
      unsafe (body + [0]).withUnsafeBytes {
        _ = unsafe qmd_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
      }
    }
    return try unsafe perform(handle, request, piece)
  }

  private static func perform(
    _ handle: UnsafeMutableRawPointer,
    _ request: HTTPRequest,
    _ piece: (_ bytes: [UInt8], _ head: HTTPHead) -> Bool
  ) throws(HTTPError) -> HTTPResponse {
    try withoutActuallyEscaping(piece) { (piece) throws(HTTPError) -> HTTPResponse in
      let sink = unsafe Sink(handle, request.limit, piece)
      // The sink outlives the call that libcurl makes it from.
      let context = unsafe Unmanaged.passUnretained(sink).toOpaque()
      unsafe qmd_curl_set_sinks(
        handle,
        { bytes, size, count, context in
          unsafe Sink.of(context)?.takeBody(bytes, size * count) ?? 0
        },
        { bytes, size, count, context in
          unsafe Sink.of(context)?.takeHeader(bytes, size * count) ?? 0
        },
        context
      )
      let code = unsafe qmd_curl_perform(handle)
      defer { withExtendedLifetime(sink) {} }
      if sink.isTooLong { throw .tooLong(limit: request.limit) }
      if sink.isStopped { throw .stopped }
      guard code == CURLE_OK else {
        if code == CURLE_OPERATION_TIMEDOUT { throw .timedOut }
        let reason =
          unsafe qmd_curl_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code.rawValue)"
        throw .failed(reason, code: Int(code.rawValue))
      }
      return HTTPResponse(status: sink.status, body: [], headers: sink.headers)
    }
  }

  /// What libcurl calls while it works.
  @safe
  private final class Sink {
    private let handle: UnsafeMutableRawPointer
    private let limit: Int
    private let piece: ([UInt8], HTTPHead) -> Bool
    private var received = 0
    private(set) var headers: [String: String] = [:]
    private(set) var isTooLong = false
    private(set) var isStopped = false

    init(_ handle: UnsafeMutableRawPointer, _ limit: Int, _ piece: @escaping ([UInt8], HTTPHead) -> Bool) {
      unsafe self.handle = handle
      self.limit = limit
      self.piece = piece
    }

    static func of(_ context: UnsafeMutableRawPointer?) -> Sink? {
      unsafe context.map { unsafe Unmanaged<Sink>.fromOpaque($0).takeUnretainedValue() }
    }

    var status: Int {
      var status = 0
      unsafe qmd_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
      return status
    }

    func takeBody(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> Int {
      received += count
      isTooLong = received > limit
      guard !isTooLong else { return 0 }
      let head = HTTPHead(status: status, length: headers["content-length"].flatMap { Int64($0) })
      isStopped = !piece(unsafe Array(UnsafeRawBufferPointer(start: bytes, count: count)), head)
      return isStopped ? 0 : count
    }

    func takeHeader(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> Int {
      let line = unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
      // Each answer on the way begins with its own status line.
      if line.hasPrefix("HTTP/") { headers = [:] }
      if let colon = line.firstIndex(of: ":"), headers.count < 100 {
        let value = line[line.index(after: colon)...].drop { $0 == " " }.prefix { !$0.isNewline }
        headers[line[..<colon].lowercased()] = String(value)
      }
      return count
    }
  }

  // MARK: Addresses

  /// The host of an http or https address, in lower case; nil for anything else.
  ///
  /// An address with a user, a control character or a backslash is nobody's: readers differ about what it names.
  public static func host(of address: String) -> String? {
    let lower = address.lowercased()
    guard let scheme = ["http://", "https://"].first(where: lower.hasPrefix),
      address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    else { return nil }
    let authority = lower.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else { return nil }
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      return String(authority[authority.startIndex...end])
    }
    let host = authority.prefix { $0 != ":" }
    return host.isEmpty ? nil : String(host)
  }

  /// The port of an http or https address; nil for anything else.
  public static func port(of address: String) -> UInt16? {
    guard let host = host(of: address) else { return nil }
    let isPlain = address.lowercased().hasPrefix("http://")
    let authority = address.dropFirst(isPlain ? 7 : 8).prefix { !"/?#".contains($0) }
    let rest = authority.dropFirst(host.count)
    return rest.isEmpty ? (isPlain ? 80 : 443) : rest.first == ":" ? UInt16(rest.dropFirst()) : nil
  }

  /// Whether a host is this machine: `localhost`, 127.x.x.x or ::1, as libcurl itself resolves them.
  public static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil && $0.first != "+" }
  }
}

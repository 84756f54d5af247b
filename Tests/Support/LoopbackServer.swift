package import Foundation
import Glibc
import Synchronization

/// An HTTP server on this machine that answers as a test says, one request a connection.
package final class LoopbackServer: Sendable {
  package struct Request: Sendable {
    package let method: String
    package let path: String
    /// Names in lower case.
    package let headers: [String: String]
    package let body: Data
  }

  package struct Response: Sendable {
    package var status = 200
    package var headers: [String: String] = [:]
    package var body = Data()
    /// Bytes after which the connection breaks, though more were announced.
    package var breaksAfter: Int?
    package var manner = Manner.atOnce

    /// How an answer comes.
    package enum Manner: Sendable {
      case atOnce
      /// A byte every so many milliseconds.
      case slowly(UInt32)
      /// Not at all, for as long as the server lives.
      case never
      /// The connection is reset instead.
      case reset
    }

    package init(_ status: Int = 200, headers: [String: String] = [:], _ body: Data = Data()) {
      self.status = status
      self.headers = headers
      self.body = body
    }

    package init(json: String, _ status: Int = 200) {
      self.init(status, headers: ["Content-Type": "application/json"], Data(json.utf8))
    }
  }

  package let address: String
  private let socket: Int32
  private let taken = Mutex<[Request]>([])

  /// Connections that wait for an answer which never comes.
  private let waiting = Mutex<[Int32]>([])

  /// What was asked so far.
  package var requests: [Request] { taken.withLock { $0 } }

  /// Listens on a free port of 127.0.0.1 until it is let go.
  package init(_ answer: @escaping @Sendable (Request) -> Response) throws {
    let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    socket = listener
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &place) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(listener, $0, size) == 0 && listen(listener, 16) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    let thread = Thread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else {
          close(listener)
          return
        }
        if let request = Self.read(connection) {
          self?.taken.withLock { $0.append(request) }
          let response = answer(request)
          switch response.manner {
          case .atOnce: Self.write(response, to: connection)
          case .never:
            self?.waiting.withLock { $0.append(connection) }
            continue
          case .slowly(let milliseconds):
            // Another request must not wait for it.
            Thread { Self.write(response, to: connection, pause: milliseconds) }.start()
            continue
          case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(
              connection,
              SOL_SOCKET,
              SO_LINGER,
              &linger,
              socklen_t(MemoryLayout<Glibc.linger>.size)
            )
          }
        }
        close(connection)
      }
    }
    thread.start()
  }

  deinit {
    // Wakes the thread out of accept(2). Only the thread closes: a number that was given back here could be another
    // server's by the time it accepts again.
    shutdown(socket, Int32(SHUT_RDWR))
    for connection in waiting.withLock({ $0 }) { close(connection) }
  }

  private static func read(_ connection: Int32) -> Request? {
    var bytes = Data()
    func more() -> Bool {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = unsafe recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return false }
      bytes += buffer[..<count]
      return true
    }
    while bytes.range(of: Data("\r\n\r\n".utf8)) == nil { guard more() else { return nil } }
    guard let end = bytes.range(of: Data("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].components(separatedBy: " ")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while bytes.count - end.upperBound < length { guard more() else { return nil } }
    return Request(method: words[0], path: words[1], headers: headers, body: bytes[end.upperBound...])
  }

  /// Writes a byte at a time where there is a pause, and closes the connection.
  private static func write(_ response: Response, to connection: Int32, pause milliseconds: UInt32) {
    defer { close(connection) }
    let head = "HTTP/1.1 \(response.status) -\r\nContent-Length: \(response.body.count)\r\n\r\n"
    for byte in Array(head.utf8) + response.body {
      var byte = byte
      guard unsafe send(connection, &byte, 1, Int32(MSG_NOSIGNAL)) == 1 else { return }
      usleep(milliseconds * 1000)
    }
  }

  private static func write(_ response: Response, to connection: Int32) {
    var head =
      "HTTP/1.1 \(response.status) -\r\nContent-Length: \(response.body.count)\r\nConnection: close\r\n"
    for (name, value) in response.headers { head += "\(name): \(value)\r\n" }
    var bytes = Data((head + "\r\n").utf8)
    bytes += response.breaksAfter.map { response.body.prefix($0) } ?? response.body
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe send(
          connection,
          $0.baseAddress.map { unsafe $0 + sent },
          bytes.count - sent,
          Int32(MSG_NOSIGNAL)
        )
      }
      guard count > 0 else { return }
      sent += count
    }
  }
}

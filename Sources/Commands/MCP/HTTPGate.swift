import Memory
import Plumbing

/// Who may ask over HTTP.
///
/// A web page in the user's browser can reach this machine's own addresses, also by a name of its own that leads here
/// (DNS rebinding): `Origin` and `Host` give it away. Other users of the machine can reach them, too: the kernel tells
/// whose process is at the other end. Where the address is not this machine's alone, only a token counts.
struct HTTPGate: Sendable {
  /// Who is let in.
  enum Admission: Sendable {
    /// Processes of this user.
    case user(UInt32)
    /// Whoever shows the token.
    case bearer([UInt8])
  }

  struct Refusal {
    let status: Int
    let sentence: String
  }

  private let admission: Admission
  /// Names of hosts that a request may be meant for; nil for all.
  private let hosts: [String]?
  /// Origins beside this machine's own; nil for all.
  private let origins: [String]?

  init(_ admission: Admission, host: String, _ environment: [String: String]) {
    self.admission = admission
    func list(_ key: String) -> [String] {
      (environment[key] ?? "").split(separator: ",").map { $0.trimmed.lowercased() }.filter { !$0.isEmpty }
    }
    let allowed = list("QMD_ALLOWED_ORIGINS")
    origins = allowed.contains("*") ? nil : allowed
    hosts =
      Self.isWildcard(host) ? nil : [host.lowercased(), "[\(host.lowercased())]"] + list("QMD_ALLOWED_HOSTS")
  }

  static func isWildcard(_ host: String) -> Bool { ["0.0.0.0", "::", "*"].contains(host) }

  /// Why a request is not answered; nil when it may be.
  func refusal(of request: HTTPServer.Request) -> Refusal? {
    for origin in request.values("origin") where !admits(origin: origin) {
      return Refusal(
        status: 403,
        sentence: "pages of \(origin.prefix(100)) may not ask here: QMD_ALLOWED_ORIGINS lists those that may"
      )
    }
    let named = request.values("host")
    guard named.count == 1, admits(host: named[0]) else {
      return Refusal(
        status: 403,
        sentence: "this server does not go by the name in Host: QMD_ALLOWED_HOSTS lists further names"
      )
    }
    switch admission {
    case .user(let user):
      guard request.owner == user else {
        return Refusal(
          status: 403,
          sentence: "only processes of the user who started this server may ask: --token-file lets in others"
        )
      }
    case .bearer(let token):
      guard let shown = request.value("authorization"), Self.isBearer(shown, of: token) else {
        return Refusal(status: 401, sentence: "this server asks for its token: Authorization: Bearer TOKEN")
      }
    }
    return nil
  }

  private func admits(origin: String) -> Bool {
    guard let origins else { return true }
    let origin = origin.lowercased()
    if origins.contains(origin) { return true }
    return HTTP.host(of: origin).map(HTTP.isLoopback) ?? false
  }

  private func admits(host: String) -> Bool {
    guard let hosts else { return true }
    let host = host.lowercased()
    guard !host.contains(where: { "/?#@".contains($0) }) else { return false }
    guard let name = HTTP.host(of: "http://\(host)") else { return false }
    return HTTP.isLoopback(name) || hosts.contains(name) || hosts.contains(host)
  }

  /// Compares every byte, so that the time tells nothing of where a guess goes wrong.
  private static func isBearer(_ header: String, of token: [UInt8]) -> Bool {
    let words = header.split(separator: " ")
    guard words.count == 2, words[0].lowercased() == "bearer" else { return false }
    let shown = Array(words[1].utf8)
    guard shown.count == token.count else { return false }
    return zip(shown, token).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

/// The secret that lets in whoever shows it, in a file that only its owner may read.
enum TokenFile {
  private static let shortest = 16

  static func read(_ path: FilePath) throws -> [UInt8] {
    let advice = "make one: (umask 077; head -c 24 /dev/urandom | base64 > \(path))"
    guard let status = FileStatus.of(path, following: true), status.kind == .file else {
      throw Failure("there is no token in \(path) — \(advice)")
    }
    guard let rights = Files.rights(path), rights & 0o077 == 0 else {
      throw Failure("others may read the token in \(path) — chmod 600 \(path), and better make a new one")
    }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try Files.read(path, limit: 4096) ?? []
    } catch {
      throw Failure("cannot read \(path) (\(error.reason.lowercased())) — check its rights")
    }
    let token = Array(String(decoding: bytes, as: UTF8.self).trimmed.utf8)
    guard token.count >= shortest, token.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Failure("\(path) holds no token of \(shortest) characters at least — \(advice)")
    }
    return token
  }
}

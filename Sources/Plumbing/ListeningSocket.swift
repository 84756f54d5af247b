import Glibc

/// A TCP socket that listens at one address of this machine.
///
/// A server may be started on it anew, also in another process.
public final class ListeningSocket: Sendable {
  let descriptor: Descriptor
  /// The port that it got, where any would do.
  public let port: Int

  /// Listens at a numeric address, IPv4 or IPv6, which is all that the socket hears.
  ///
  /// - Parameters:
  ///   - address: of this machine.
  ///   - port: 0 for a free one.
  /// - Throws: the call that failed, on `address:port`.
  public init(_ address: String, port: Int) throws(SystemError) {
    let name = address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    let number = UInt16(clamping: port).bigEndian
    var v4 = sockaddr_in()
    var v6 = sockaddr_in6()
    let isV4 = unsafe inet_pton(AF_INET, address, &v4.sin_addr) == 1
    let isV6 = unsafe inet_pton(AF_INET6, address, &v6.sin6_addr) == 1
    guard isV4 || isV6 else {
      throw SystemError("bind", on: name, code: EADDRNOTAVAIL)
    }
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let opened = socket(isV4 ? AF_INET : AF_INET6, kind, 0)
    guard opened >= 0 else { throw SystemError("socket", on: name) }
    let owner = Descriptor(owning: opened)
    var yes: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    // A server that was ended a moment ago must not keep its port from the next one.
    unsafe setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, size)
    var code: Int32
    if isV4 {
      v4.sin_family = sa_family_t(AF_INET)
      v4.sin_port = number
      code = Self.bound(opened, &v4, MemoryLayout<sockaddr_in>.size)
    } else {
      unsafe setsockopt(opened, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size)
      v6.sin6_family = sa_family_t(AF_INET6)
      v6.sin6_port = number
      code = Self.bound(opened, &v6, MemoryLayout<sockaddr_in6>.size)
    }
    guard code == 0 else { throw SystemError("bind", on: name) }
    guard listen(opened, 256) == 0 else { throw SystemError("listen", on: name) }
    var place = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    code = unsafe withUnsafeMutablePointer(to: &place) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(opened, $0, &length) }
    }
    guard code == 0 else { throw SystemError("getsockname", on: name) }
    descriptor = owner
    // The port stands at the same place in both kinds of address.
    self.port = unsafe withUnsafeBytes(of: &place) {
      Int(UInt16(bigEndian: unsafe $0.load(fromByteOffset: 2, as: UInt16.self)))
    }
  }

  private static func bound<T>(_ socket: Int32, _ address: inout T, _ size: Int) -> Int32 {
    unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(socket, $0, socklen_t(size))
      }
    }
  }

  /// The numeric addresses of a host's name; empty when it has none.
  public static func addresses(of host: String) -> [String] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
    defer { unsafe freeaddrinfo(first) }
    var found: [String] = []
    var entry = unsafe first
    while let info = unsafe entry {
      var name = [CChar](repeating: 0, count: 64)
      let code = unsafe getnameinfo(
        info.pointee.ai_addr,
        info.pointee.ai_addrlen,
        &name,
        socklen_t(name.count),
        nil,
        0,
        NI_NUMERICHOST
      )
      if code == 0 {
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if !found.contains(text) { found.append(text) }
      }
      unsafe entry = info.pointee.ai_next
    }
    return found
  }
}

package import Memory
import Plumbing
import Providers

/// What a process of ours that lives long may touch: the folders that are kept, to read; index, state and runtime
/// folder, to write; what the system itself needs.
///
/// A watcher and a server read texts that strangers wrote, for days. Whatever such a text made of them, it would find
/// no key, no browser profile and no shell to start. docs/decisions/0015 has the reasons.
package struct Confinement: Sendable {
  private let rights: Rights
  /// Of Landlock; nil where this kernel has none, and everything goes on without.
  package let version: Int?
  private let limitsSockets: Bool

  /// Gives up all other rights; before the first thread starts.
  ///
  /// Whatever needs more (a command of the user's, a lesson) was started before, or is asked of the `Monitor`.
  init(restrictingTo rights: Rights) {
    self.rights = rights
    version = Landlock.restrict(to: rights)
    limitsSockets = version != nil && SocketFilter.restrict(network: rights.ports != [])
  }

  /// The same, for a process that keeps its large intermediate results beside the index.
  package init(_ config: Config, _ places: Places, _ environment: [String: String]) {
    Database.keepTemporaryFiles(in: places.index.parent)
    self.init(restrictingTo: Rights(config, places, environment))
  }

  /// For `qmd watch status` and `qmd doctor`.
  var name: String {
    version.map { "Landlock \($0)" + (limitsSockets ? ", seccomp" : "") } ?? ""
  }

  /// Whether these rights are all here; always so where nothing was given up.
  func covers(_ wanted: Rights) -> Bool { version == nil || rights.covers(wanted) }
}

extension Rights {
  /// What this configuration needs.
  init(_ config: Config, _ places: Places, _ environment: [String: String]) {
    self.init()
    for folder in [places.index.parent, places.cache, places.state, places.runtime] { grant(.write, folder) }
    for collection in config.collections { grant(.read, collection.path) }
    // The folder too: an editor saves by putting another file in its place.
    let approvals = [Trust(places, environment).file, Consents(in: places.approvals).file]
    for file in [places.config] + approvals {
      grant(.read, file.parent)
      if let real = Files.realPath(file) { grant(.read, real.parent) }
    }
    grant(.read, places.models)
    for path in Self.libraries { grant(.read, FilePath(path)) }
    grant(.write, FilePath("/dev/null"))
    guard let model = config.embedder, let port = HTTP.port(of: model.endpoint) else { return }
    for path in Self.network { grant(.read, FilePath(path)) }
    for key in ["LD_LIBRARY_PATH", "SSL_CERT_DIR", "SSL_CERT_FILE", "CURL_CA_BUNDLE"] {
      for path in (environment[key] ?? "").split(separator: ":") { grant(.read, FilePath(String(path))) }
    }
    // Through a proxy it is the proxy's port, which libcurl alone works out. 53: long answers of name servers.
    let hasProxy = environment.contains { $0.key.lowercased().hasSuffix("_proxy") && !$0.value.isEmpty }
    ports = hasProxy && !model.isLocal ? nil : [port, 53]
  }

  /// Libraries that are opened on first use, and the names of times.
  private static let libraries = [
    "/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store", "/etc/ld.so.cache", "/etc/localtime",
    "/dev/urandom", "/sys/devices/system/cpu",
  ]
  /// Names of hosts, and certificates.
  private static let network = [
    "/etc", "/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager", "/run/nscd",
    "/var/lib/ca-certificates",
  ]
}

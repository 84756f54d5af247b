import Memory
import Plumbing

/// The systemd user unit of a watcher: what it runs, and what it may touch.
///
/// Directives as in systemd.exec(5); `systemd-analyze verify` must accept it.
struct ServiceUnit {
  private let call: Invocation
  private let places: Places

  init(_ call: Invocation) {
    self.call = call
    places = call.places
  }

  /// `qmd.service`, or `qmd@NAME.service` for a named index.
  var name: String { call.typed.value(.index).map { "qmd@\($0).service" } ?? "qmd.service" }

  var path: FilePath {
    let config = call.environment["XDG_CONFIG_HOME"].map { FilePath($0) } ?? places.home.appending(".config")
    let file = call.typed.value(.index) == nil ? "qmd.service" : "qmd@.service"
    return config.appending("systemd/user").appending(file)
  }

  /// The index with its lock, the state, and the folder for `--sync` requests.
  var writtenFolders: [FilePath] { [places.index.parent, places.state, places.runtime] }

  /// What the unit needs of the present environment to find the same files.
  private static let variables = [
    "QMD_CONFIG_DIR", "INDEX_PATH", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME",
  ]

  var text: String {
    let name = call.typed.value(.index) == nil ? "" : " --index %i"
    let environment = Self.variables.compactMap { key in
      call.environment[key].map { "Environment=\(Self.quoted("\(key)=\($0)"))\n" }
    }
    return """
      # Written by `qmd service install`, removed by `qmd service remove`.
      [Unit]
      Description=qmd keeps the index of your memories current
      StartLimitIntervalSec=300
      StartLimitBurst=5

      [Service]
      Type=exec
      ExecStart=\(Self.quoted(Subprocess.ourselves.text)) watch\(name)
      ExecReload=/bin/kill -HUP $MAINPID
      \(environment.joined())Restart=on-failure
      RestartSec=2
      UMask=0077
      Nice=5
      MemoryMax=512M
      NoNewPrivileges=yes
      ProtectSystem=strict
      ReadWritePaths=\(writtenFolders.map { "-" + Self.quoted($0.text) }.joined(separator: " "))
      RuntimeDirectory=qmd
      RuntimeDirectoryPreserve=yes
      ProtectKernelTunables=yes
      ProtectControlGroups=yes
      RestrictAddressFamilies=AF_UNIX
      RestrictRealtime=yes
      LockPersonality=yes
      MemoryDenyWriteExecute=yes
      SystemCallArchitectures=native

      [Install]
      WantedBy=default.target

      """
  }

  /// As systemd.syntax(7) quotes: percent signs doubled, backslash and quote escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for character in text {
      switch character {
      case "%": quoted += "%%"
      case "\\", "\"": quoted += "\\\(character)"
      default: quoted.append(character)
      }
    }
    return text.contains { " \"'\\".contains($0) } ? "\"\(quoted)\"" : quoted
  }

  /// Runs `systemctl --user` for each list of arguments; false when one fails or there is no systemd.
  static func systemctl(_ commands: [[String]], _ call: Invocation) -> Bool {
    call.output.flush()
    for command in commands {
      guard let status = try? Subprocess.run("systemctl", ["--user", "--quiet"] + command), status == 0 else {
        return false
      }
    }
    return true
  }
}

import Memory
import Plumbing
import Teaching

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

  /// `qmd-lesson`, or `qmd-lesson@NAME`: the unit that holds lessons, and the one that waits for what asks for them.
  private var lessonName: String { call.typed.value(.index).map { "qmd-lesson@\($0)" } ?? "qmd-lesson" }
  /// The unit that waits, as systemctl calls it.
  var lessonPathName: String { "\(lessonName).path" }
  var lessonPath: FilePath { path.parent.appending(lessonPathName) }
  var lessonService: FilePath { path.parent.appending("\(lessonName).service") }

  /// Every file that is installed, with its text.
  var files: [(path: FilePath, text: String)] {
    [(path, text), (lessonPath, lessonPathText), (lessonService, lessonServiceText)]
  }

  /// The index with its lock, the state, and the folder for `--sync` requests.
  var writtenFolders: [FilePath] { [places.index.parent, places.state, places.runtime] }

  /// What the unit needs of the present environment to find the same files.
  private static let variables = [
    "QMD_CONFIG_DIR", "INDEX_PATH", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME",
  ]

  private var environment: String {
    Self.variables.compactMap { key in
      call.environment[key].map { "Environment=\(Self.quoted("\(key)=\($0)"))\n" }
    }.joined()
  }

  private static let origin = "# Written by `qmd service install`, removed by `qmd service remove`."

  /// Waits for a file that asks for a lesson.
  private var lessonPathText: String {
    """
    \(Self.origin)
    [Unit]
    Description=qmd waits for skills that want a lesson

    [Path]
    DirectoryNotEmpty=\(LessonRequests(places).wanted.text.map { $0 == "%" ? "%%" : String($0) }.joined())

    [Install]
    WantedBy=default.target

    """
  }

  /// Holds the lessons that were asked for: apart from the watcher, because it may change skills and ask a model.
  private var lessonServiceText: String {
    let name = call.typed.value(.index).map { " --index \(Self.quoted($0))" } ?? ""
    return """
      \(Self.origin)
      [Unit]
      Description=qmd holds a lesson for a skill that is not found
      StartLimitIntervalSec=60
      StartLimitBurst=10

      [Service]
      Type=oneshot
      ExecStart=\(Self.quoted(Subprocess.ourselves.text)) teach --wanted\(name)
      \(environment)UMask=0077
      Nice=19
      CPUSchedulingPolicy=idle
      IOSchedulingClass=idle
      MemoryMax=1G
      TimeoutStartSec=30min
      NoNewPrivileges=yes
      ProtectSystem=full
      ProtectKernelTunables=yes
      ProtectControlGroups=yes
      RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
      RestrictRealtime=yes
      LockPersonality=yes
      SystemCallArchitectures=native

      """
  }

  /// The watcher's unit.
  var text: String {
    let name = call.typed.value(.index) == nil ? "" : " --index %i"
    return """
      \(Self.origin)
      [Unit]
      Description=qmd keeps the index of your memories current
      StartLimitIntervalSec=300
      StartLimitBurst=5

      [Service]
      Type=exec
      ExecStart=\(Self.quoted(Subprocess.ourselves.text)) watch\(name)
      ExecReload=/bin/kill -HUP $MAINPID
      \(environment)Restart=on-failure
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

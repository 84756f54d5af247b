import Foundation
import Glibc
import Plumbing
import Testing

/// Events of the kernel; each story runs in a process of its own, because the library below has one instance in each.
struct INotifyTests {
  /// A folder that is watched, and what is read from it up to a sign of our own.
  struct Watched {
    let root: FilePath
    let inotify: INotify
    let watch: Int32

    init() throws {
      root = FilePath(
        FileManager.default.temporaryDirectory.appending(path: "qmd-\(UUID().uuidString.prefix(8))").path
      )
      try Files.createFolder(root.appending("folder"))
      inotify = try INotify()
      watch = try inotify.add(root.appending("folder"))
    }

    func path(_ name: String) -> FilePath { root.appending("folder").appending(name) }

    func url(_ name: String) -> URL { URL(filePath: path(name).text) }

    func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: url(name)) }

    /// What `change` brought about: names with what happened to them, in order.
    func events(_ change: () throws -> Void) throws -> [String] {
      try change()
      return read().map(Self.line)
    }

    func read() -> [INotify.Event] {
      Files.createEmpty(path("sign"))
      var events: [INotify.Event] = []
      while true {
        guard let event = inotify.next() else { continue }
        if event.watch == watch, event.name == Array("sign".utf8) { break }
        events.append(event)
      }
      Files.remove(path("sign"))
      // The rest of the sign's own.
      while inotify.next()?.has(INotify.deleted) != true {}
      return events
    }

    static func line(_ event: INotify.Event) -> String {
      let kinds: [(UInt32, String)] = [
        (INotify.created, "created"), (INotify.modified, "modified"), (INotify.rightsChanged, "rights"),
        (INotify.closedAfterWriting, "closed"), (INotify.movedFrom, "from"), (INotify.movedTo, "to"),
        (INotify.deleted, "deleted"), (INotify.selfDeleted, "self-deleted"),
        (INotify.selfMoved, "self-moved"),
        (INotify.ignored, "ignored"), (INotify.isFolder, "folder"),
      ]
      let said = kinds.filter { event.has($0.0) }.map(\.1).joined(separator: "+")
      return "\(FilePath(bytes: event.name).text) \(said)"
    }

    func leave() { try? FileManager.default.removeItem(atPath: root.text) }
  }

  @Test func `a file is created, written, closed, touched and deleted`() async {
    await #expect(processExitsWith: .success) {
      let watched = try Watched()
      defer { watched.leave() }
      let made = try watched.events {
        let file = try #require(Files.createEmpty(watched.path("a.md")) ? watched.url("a.md") : nil)
        let handle = try FileHandle(forWritingTo: file)
        try handle.write(contentsOf: Data("text".utf8))
        try handle.close()
      }
      #expect(made == ["a.md created", "a.md closed", "a.md modified", "a.md closed"])
      let touched = try watched.events {
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o640],
          ofItemAtPath: watched.path("a.md").text
        )
      }
      #expect(touched == ["a.md rights"])
      #expect(try watched.events { _ = try Files.read(watched.path("a.md")) } == [], "reading is no change")
      #expect(try watched.events { Files.remove(watched.path("a.md")) } == ["a.md deleted"])
    }
  }

  @Test func `the halves of a rename share their cookie, and moves in and out are told apart`() async {
    await #expect(processExitsWith: .success) {
      let watched = try Watched()
      defer { watched.leave() }
      Files.createEmpty(watched.path("a.md"))
      _ = watched.read()
      try Files.rename(watched.path("a.md"), to: watched.path("b.md"))
      let events = watched.read()
      #expect(events.map(Watched.line) == ["a.md from", "b.md to"])
      #expect(events.first?.cookie == events.last?.cookie && events.first?.cookie != 0)
      let away = watched.root.appending("away")
      #expect(try watched.events { try Files.rename(watched.path("b.md"), to: away) } == ["b.md from"])
      #expect(try watched.events { try Files.rename(away, to: watched.path("c.md")) } == ["c.md to"])
    }
  }

  @Test func `a folder is told from a file, and any name comes as its bytes`() async {
    await #expect(processExitsWith: .success) {
      let watched = try Watched()
      defer { watched.leave() }
      #expect(try watched.events { try Files.createFolder(watched.path("sub")) } == ["sub created+folder"])
      let odd = FilePath(bytes: Array("a\nb".utf8) + [0xFF, 0xFE])
      Files.createEmpty(watched.root.appending("folder").appending(odd))
      #expect(watched.read().map(\.name) == [odd.bytes, odd.bytes])
      let long = String(repeating: "n", count: 255)
      #expect(try watched.events { Files.createEmpty(watched.path(long)) }.first == "\(long) created")
    }
  }

  @Test func `a folder that moves keeps its watch, one that goes gives it back`() async {
    await #expect(processExitsWith: .success) {
      let watched = try Watched()
      defer { watched.leave() }
      try Files.createFolder(watched.path("sub"))
      let inner = try watched.inotify.add(watched.path("sub"))
      #expect(inner != watched.watch)
      _ = watched.read()
      try Files.rename(watched.path("sub"), to: watched.path("new"))
      #expect(Set(watched.read().map(Watched.line)) == ["sub from+folder", "new to+folder", " self-moved"])
      #expect(try watched.inotify.add(watched.path("new")) == inner, "the same folder, the same number")
      Files.createEmpty(watched.path("new/x"))
      #expect(watched.read().first { $0.watch == inner }?.name == Array("x".utf8))
      try FileManager.default.removeItem(atPath: watched.path("new").text)
      let last = watched.read()
      #expect(
        last.filter { $0.watch == inner }.map(Watched.line) == ["x deleted", " self-deleted", " ignored"]
      )
      #expect(last.filter { $0.watch == watched.watch }.map(Watched.line) == ["new deleted+folder"])
    }
  }

  @Test func `what is no folder is not watched, and a watch that is removed says no more`() async {
    await #expect(processExitsWith: .success) {
      let watched = try Watched()
      defer { watched.leave() }
      Files.createEmpty(watched.path("file"))
      try Files.createFolder(watched.path("sub"))
      try FileManager.default.createSymbolicLink(
        atPath: watched.path("link").text,
        withDestinationPath: "sub"
      )
      for (name, code) in [("file", ENOTDIR), ("link", ENOTDIR), ("none", ENOENT)] {
        let error = #expect(throws: SystemError.self) { try watched.inotify.add(watched.path(name)) }
        #expect(error?.code == code && error?.description.contains(watched.path(name).text) == true)
      }
      let inner = try watched.inotify.add(watched.path("sub"), INotify.names)
      Files.createEmpty(watched.path("sub/x"))
      #expect(
        watched.read().filter { $0.watch == inner }.map(Watched.line) == ["x created"],
        "names, not writes"
      )
      watched.inotify.remove(inner)
      Files.createEmpty(watched.path("sub/y"))
      #expect(watched.read().filter { $0.watch == inner }.map(Watched.line) == [" ignored"])
    }
  }

  @Test func `a second instance in the process is refused, and a child does not inherit the first`() async {
    await #expect(processExitsWith: .success) {
      let watched = try Watched()
      defer { watched.leave() }
      let error = #expect(throws: SystemError.self) { try INotify() }
      #expect(error?.call == "inotify_init")
      let code = try Subprocess.run("sh", ["-c", "! ls -l /proc/self/fd | grep -q inotify"])
      #expect(code == 0)
    }
  }

  @Test func `the limits of the system are known`() {
    #expect(INotify.limits.watches > 0)
    #expect(INotify.limits.instances > 0)
    #expect(INotify.limits.queuedEvents > 0)
  }
}

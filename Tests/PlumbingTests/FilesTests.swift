import Glibc
import Plumbing
import Support
import Testing

@Suite(.temporaryHouse)
struct FilesTests {
  private func read(_ name: String) throws -> String? {
    try Files.read(Folder.path(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [0o600, 0o640, 0o644, 0o755])
  func `a replaced file keeps its rights`(rights: Int) throws {
    try Folder.write("old", to: "a")
    try Folder.setRights(rights, of: "a")
    try Files.replace(Folder.path("a"), with: Array("new".utf8))
    #expect(try read("a") == "new")
    #expect(try Folder.rights(of: "a") == rights)
    #expect(Files.names(in: Folder.root).filter { $0.text.contains("tmp") }.isEmpty)
  }

  @Test func `a new file is its owner's alone`() throws {
    try Files.replace(Folder.path("a"), with: [])
    #expect(try read("a") == "")
    #expect(try Folder.rights(of: "a") == 0o600)
  }

  @Test func `a link stays a link, and its target is replaced`() throws {
    try Folder.write("old", to: "elsewhere/real")
    try Folder.link("link", to: "elsewhere/real")
    try Files.replace(Folder.path("link"), with: Array("new".utf8))
    #expect(Files.linkTarget(Folder.path("link"))?.text == "elsewhere/real")
    #expect(try read("elsewhere/real") == "new")
  }

  @Test func `a reader never finds half a file`() throws {
    let texts = [String(repeating: "a", count: 200_000), String(repeating: "b", count: 100_000)]
    try Files.replace(Folder.path("a"), with: Array(texts[0].utf8))
    let path = Folder.path("a")
    let ended = Mailbox<Bool>()
    let thread = BlockingThread {
      for round in 0..<40 { try? Files.replace(path, with: Array(texts[round % 2].utf8)) }
      ended.send(true)
    }
    while ended.receive(until: Moment(nanoseconds: 0)).isEmpty {
      let text = try #require(try read("a"))
      #expect(texts.contains(text))
    }
    thread.join()
  }

  @Test func `where nothing can be written, the old file stays and the reason is said`() throws {
    let error = #expect(throws: SystemError.self) { try Files.replace(Folder.path("no/a"), with: [1]) }
    #expect(error?.code == ENOENT)
    try Files.createFolder(Folder.path("folder"))
    #expect(throws: SystemError.self) { try Files.replace(Folder.path("folder"), with: [1]) }
    #expect(FileStatus.of(Folder.path("folder"))?.kind == .folder)
    #expect(Files.names(in: Folder.root).filter { $0.text.contains("tmp") }.isEmpty)
  }

  @Test func `reading tells nothing there from not readable`() throws {
    #expect(try read("none") == nil)
    try Folder.write("x", to: "a")
    #expect(try read("a/b") == nil)
    #expect(throws: SystemError.self) { try read("") }
    try Folder.write("12345", to: "a")
    #expect(try Files.read(Folder.path("a"), limit: 3) == Array("123".utf8))
    #expect(try Files.read(Folder.path("a"), limit: 5) == Array("12345".utf8))
  }

  @Test(arguments: ["/proc/self/status", "/sys/kernel/mm/transparent_hugepage/enabled", "/proc/cpuinfo"])
  func `a file that does not know its size is read whole`(name: String) throws {
    let bytes = try #require(try Files.read(FilePath(name)))
    #expect(bytes.count > 8 && bytes.last == UInt8(ascii: "\n"))
  }

  @Test func `folders are made with those above them, for their owner`() throws {
    try Files.createFolder(Folder.path("a/b/c"))
    #expect(try Folder.rights(of: "a") == 0o700)
    #expect(try Folder.rights(of: "a/b/c") == 0o700)
    try Files.createFolder(Folder.path("a/b/c"))
    try Folder.write("", to: "file")
    let error = #expect(throws: SystemError.self) { try Files.createFolder(Folder.path("file/x")) }
    #expect(error?.code == ENOTDIR)
  }

  @Test func `a path is resolved through every link`() throws {
    try Folder.write("x", to: "real/a")
    try Folder.link("one", to: "real")
    try Folder.link("two", to: "one/a")
    try Folder.link("dangling", to: "nowhere")
    try Folder.link("ring", to: "ring")
    #expect(Files.realPath(Folder.path("two"))?.lastComponent.text == "a")
    #expect(Files.realPath(Folder.path("two")) == Files.realPath(Folder.path("real/a")))
    #expect(Files.realPath(Folder.path("dangling")) == nil)
    #expect(Files.realPath(Folder.path("ring")) == nil)
    #expect(Files.linkTarget(Folder.path("dangling"))?.text == "nowhere")
    #expect(Files.linkTarget(Folder.path("real")) == nil)
  }

  @Test func `an empty file is made once`() throws {
    #expect(Files.createEmpty(Folder.path("a")))
    #expect(!Files.createEmpty(Folder.path("a")))
    #expect(Files.remove(Folder.path("a")))
    #expect(!Files.remove(Folder.path("a")))
  }

  @Test func `names of a folder come without itself and its parent`() throws {
    for name in ["a", ".hidden", "...", "ünï"] { try Folder.write("", to: "f/\(name)") }
    #expect(Set(Files.names(in: Folder.path("f")).map(\.text)) == ["a", ".hidden", "...", "ünï"])
    #expect(Files.names(in: Folder.path("none")).isEmpty)
  }

  // MARK: Below a folder

  @Test(arguments: [
    "../secret", "link/inside", "direct", "/etc/passwd", "sub/../../secret", "sub/up", "loop/a", "absolute",
  ])
  func `nothing is opened through a link or outside`(path: String) throws {
    try Folder.write("secret", to: "secret")
    try Folder.write("x", to: "outside/inside")
    try Folder.write("x", to: "root/sub/real")
    try Folder.link("root/link", to: "../outside")
    try Folder.link("root/direct", to: "sub/real")
    try Folder.link("root/sub/up", to: "../../secret")
    try Folder.link("root/loop", to: "loop")
    try Folder.link("root/absolute", to: "/etc/passwd")
    let folder = try Descriptor.folder(Folder.path("root"))
    do throws(SystemError) {
      _ = try folder.file(FilePath(path))
      Issue.record("opened \(path)")
    } catch {
      #expect([EXDEV, ELOOP].contains(error.code), "\(error)")
    }
    let real = try folder.file(FilePath("sub/real"))
    #expect(try real.read(limit: 10, expecting: 0) == Array("x".utf8))
  }

  @Test(arguments: [-9_000_000_000, -1, 0, 9_300_000_000, 15_000_000_000])
  func `a file of any time has a status`(seconds: Int) throws {
    try Folder.write("text", to: "n.md")
    let time = timeval(tv_sec: seconds, tv_usec: 0)
    #expect(unsafe utimes(Folder.path("n.md").text, [time, time]) == 0)
    let status = try #require(FileStatus.of(Folder.path("n.md")))
    #expect(Timestamp(nanoseconds: status.modified).iso8601.hasSuffix("Z"))
  }

  @Test func `a status tells one state of a file from the next`() throws {
    try Folder.write("a", to: "a")
    try Folder.link("link", to: "a")
    let status = try #require(FileStatus.of(Folder.path("a")))
    #expect(status.kind == .file && status.size == 1)
    #expect(FileStatus.of(Folder.path("link"))?.kind == .link)
    #expect(FileStatus.of(Folder.path("link"), following: true) == status)
    #expect(FileStatus.of(Folder.path("none")) == nil)
    #expect(FileStatus.of(FilePath("/dev/null"))?.kind == .other)
    // A file beside it keeps the inode's number from being given out again.
    try Folder.write("b", to: "b")
    try Files.rename(Folder.path("b"), to: Folder.path("a"))
    #expect(FileStatus.of(Folder.path("a")) != status)
  }
}

@Suite(.temporaryHouse)
struct FileLockTests {
  private var path: FilePath { Folder.path("lock") }

  @Test func `one holds it, others see that and do not wait`() throws {
    #expect(!FileLock.isHeld(path))
    #expect(!path.exists, "asking makes no file")
    guard let lock = try FileLock.take(path) else {
      Issue.record("not taken")
      return
    }
    #expect(FileLock.isHeld(path))
    #expect(try isRefused())
    lock.release()
    #expect(!FileLock.isHeld(path))
    #expect(try !isRefused())
    #expect(try Folder.rights(of: "lock") == 0o600)
  }

  @Test func `it ends with its owner`() throws {
    func hold() throws {
      guard let lock = try FileLock.take(path, waiting: false) else {
        Issue.record("not taken")
        return
      }
      #expect(FileLock.isHeld(path))
      lock.write("held")
    }
    try hold()
    #expect(!FileLock.isHeld(path))
    try hold()
  }

  @Test func `a disk that takes no word of it is said`() throws {
    guard let lock = try FileLock.take(FilePath("/dev/full"), waiting: false) else {
      Issue.record("not taken")
      return
    }
    let isWritten = lock.write("process 1")
    #expect(!isWritten)
  }

  private func isRefused() throws -> Bool {
    if try FileLock.take(path, waiting: false) != nil { return false }
    return true
  }

  @Test func `who waits gets it when it is given back`() throws {
    guard let lock = try FileLock.take(path) else {
      Issue.record("not taken")
      return
    }
    let order = Mailbox<String>()
    let thread = BlockingThread { [path] in
      order.send("waiting")
      guard let mine = try? FileLock.take(path) else { return }
      order.send("taken")
      mine.release()
    }
    #expect(order.receive() == ["waiting"])
    order.send("released")
    lock.release()
    thread.join()
    #expect(order.receive() == ["released", "taken"])
  }

  @Test func `never two at a time`() throws {
    try Folder.write("0", to: "count")
    let threads = (0..<4).map { _ in
      BlockingThread { [path, count = Folder.path("count")] in
        for _ in 0..<50 {
          guard let lock = try? FileLock.take(path), let text = try? Files.read(count) else { return }
          let next = (Int(String(decoding: text, as: UTF8.self)) ?? 0) + 1
          try? Files.replace(count, with: Array("\(next)".utf8))
          lock.release()
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(try Files.read(Folder.path("count")) == Array("200".utf8))
  }

  @Test func `what it says is replaced, also by something shorter`() throws {
    guard let lock = try FileLock.take(path) else {
      Issue.record("not taken")
      return
    }
    lock.write("a long sentence")
    lock.write("short")
    #expect(try Files.read(path) == Array("short".utf8))
    lock.release()
  }

  @Test func `where no file can be made, the reason is said`() {
    let missing = Folder.path("no/lock")
    do throws(SystemError) {
      _ = try FileLock.take(missing)
      Issue.record("taken")
    } catch {
      #expect(error.code == ENOENT && error.description.contains(missing.text))
    }
  }
}

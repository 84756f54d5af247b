import Glibc
import Plumbing
import Support
import Testing

@Suite(.temporaryHouse)
struct FolderWalkTests {
  /// Writes down all that it is shown.
  private struct Diary: FolderVisitor {
    var found: [String: UInt64] = [:]
    var kinds: [String: FileStatus.Kind] = [:]
    var entered: [String] = []
    var failed: [String: Int32] = [:]
    var skipped: Set<String> = []
    var closed: Set<String> = []
    var patience = Int.max

    mutating func descends(into path: [UInt8]) -> Bool { !skipped.contains(FilePath(bytes: path).text) }
    mutating func entered(_ path: [UInt8], _ status: FileStatus) -> Bool {
      entered.append(FilePath(bytes: path).text)
      return !closed.contains(FilePath(bytes: path).text)
    }
    mutating func wants(_ path: [UInt8], isLink: Bool) -> Bool { !path.elementsEqual("unwanted".utf8) }
    mutating func found(_ path: [UInt8], hash: UInt64, _ status: FileStatus) {
      found[FilePath(bytes: path).text] = hash
      kinds[FilePath(bytes: path).text] = status.kind
    }
    mutating func failed(_ path: [UInt8], _ error: SystemError) {
      failed[FilePath(bytes: path).text] = error.code
    }
    mutating func isTired() -> Bool {
      patience -= 1
      return patience <= 0
    }
  }

  private func walk(_ diary: Diary = Diary(), below: String = "") throws -> Diary {
    var diary = diary
    try FolderWalk.walk(Folder.path("root"), below: FilePath(below), &diary)
    return diary
  }

  private func write(_ names: String...) throws {
    for name in names { try Folder.write("x", to: "root/\(name)") }
  }

  @Test func `every file is found under its path from the root`() throws {
    try write("a", "b/c", "b/d/e", "b/d/.hidden", "...", "..a")
    let diary = try walk()
    #expect(Set(diary.found.keys) == ["a", "b/c", "b/d/e", "b/d/.hidden", "...", "..a"])
    #expect(Set(diary.entered) == ["", "b", "b/d"])
    #expect(diary.entered.first == "")
  }

  @Test func `the hash of a file is the hash of its path`() throws {
    let long = String(repeating: "n", count: 255)
    try write("a", "seven77", "eight888", "nine99999", "b/c", "b/d/e", "ünï/漢字/\(long)", "b/d/\(long)/x")
    let diary = try walk()
    #expect(diary.found.count == 8)
    for (path, hash) in diary.found { #expect(PathHash.of(FilePath(path)) == hash, "\(path)") }
    #expect(Set(diary.found.values).count == 8)
    let part = try walk(below: "b/d")
    #expect(part.found["b/d/e"] == diary.found["b/d/e"])
  }

  @Test(arguments: [("a/b", "ab"), ("a/b", "a//b"), ("ab/c", "a/bc"), ("a", "a/"), ("x", "y"), ("", "/")])
  func `other paths have other hashes`(one: String, other: String) {
    #expect(PathHash.of(FilePath(one)) != PathHash.of(FilePath(other)))
  }

  @Test func `a link is shown as a link and never followed`() throws {
    try Folder.write("secret", to: "outside/secret")
    try write("real/a")
    try Folder.link("root/folder", to: "../outside")
    try Folder.link("root/file", to: "../outside/secret")
    try Folder.link("root/inner", to: "real")
    try Folder.link("root/ring", to: ".")
    try Folder.link("root/dangling", to: "none")
    let diary = try walk()
    #expect(Set(diary.found.keys) == ["real/a", "folder", "file", "inner", "ring", "dangling"])
    for name in ["folder", "file", "inner", "ring", "dangling"] { #expect(diary.kinds[name] == .link) }
  }

  @Test(arguments: ["link", "link/deep", "..", "real/../../outside"])
  func `a part of the tree is not reached through a link or from outside`(below: String) throws {
    try Folder.write("secret", to: "outside/deep/secret")
    try write("real/a")
    try Folder.link("root/link", to: "../outside")
    #expect(throws: SystemError.self) { try walk(below: below) }
  }

  @Test func `a root that is a link is followed, because the user wrote it`() throws {
    try write("a")
    try Folder.link("alias", to: "root")
    var diary = Diary()
    try FolderWalk.walk(Folder.path("alias"), &diary)
    #expect(Set(diary.found.keys) == ["a"])
  }

  @Test func `folders are skipped on their name, or after they were entered`() throws {
    try write("a/x", "b/x", "c/x", "unwanted")
    var diary = Diary()
    diary.skipped = ["a"]
    diary.closed = ["b"]
    diary = try walk(diary)
    #expect(Set(diary.found.keys) == ["c/x"])
    #expect(Set(diary.entered) == ["", "b", "c"])
  }

  @Test func `who gets tired ends the walk`() throws {
    for number in 0..<20 { try write("\(number / 5)/\(number)") }
    var diary = Diary()
    diary.patience = 7
    #expect(try !FolderWalk.walk(Folder.path("root"), &diary))
    #expect(diary.found.count == 7)
    diary = Diary()
    #expect(try FolderWalk.walk(Folder.path("root"), &diary))
    #expect(diary.found.count == 20)
  }

  @Test func `pipes are found and not opened`() throws {
    try write("a")
    _ = try Subprocess.run("mkfifo", [Folder.path("root/pipe").text])
    #expect(try walk().kinds["pipe"] == .other)
  }

  @Test func `beyond the deepest folder it says so, and goes on elsewhere`() throws {
    try write(Array(repeating: "d", count: FolderWalk.deepest + 3).joined(separator: "/"), "z")
    let diary = try walk()
    #expect(diary.failed.values.map { $0 } == [ELOOP])
    #expect(Set(diary.found.keys) == ["z"])
    #expect(diary.entered.count == FolderWalk.deepest + 1)
  }

  @Test func `a root that is missing, or a file, is an error`() throws {
    try Folder.write("x", to: "root")
    let file = #expect(throws: SystemError.self) { try walk() }
    #expect(file?.code == ENOTDIR)
    Files.remove(Folder.path("root"))
    let missing = #expect(throws: SystemError.self) { try walk() }
    #expect(missing?.code == ENOENT)
  }

  @Test func `a walk leaves no descriptor open`() throws {
    try write("a/b/c/x", "a/y", "z")
    func open() -> Set<String> {
      // Only those in our folder: other tests run beside.
      let folder = FilePath("/proc/self/fd")
      return Set(
        Files.names(in: folder).compactMap { Files.linkTarget(folder.appending($0))?.text }
          .filter { $0.hasPrefix(Folder.root.text) }
      )
    }
    for patience in [1, 2, .max] {
      var diary = Diary()
      diary.patience = patience
      _ = try walk(diary)
      #expect(open().isEmpty)
    }
  }
}

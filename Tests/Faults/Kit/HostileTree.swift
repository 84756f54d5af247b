import Foundation
import Glibc
import Plumbing

/// Files that nobody would write, and some that people do: sizes, bytes, names, links and things that are no files.
///
/// 3,466 names that end in `.md`, in 409 folders, and some 230 MB, made in a second or two.
struct HostileTree {
  let root: URL

  func make() throws {
    try makeSizes()
    try makeBytes()
    try makeMarkdown()
    try makeFrontMatter()
    try makeNames()
    try makeDepth()
    try makeOthers()
    for number in 0..<3_400 { try write("# Note \(number)\n\nPlain text.\n", "many/f\(number).md") }
  }

  private func write(_ text: String, _ path: String) throws { try write(Array(text.utf8), path) }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    let file = root.appending(path: path)
    let folder = file.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  private func makeSizes() throws {
    try write([], "sizes/empty.md")
    try write("\n\n\n", "sizes/blank.md")
    try write("A", "sizes/one.md")
    try write(String(repeating: "lorem ipsum dolor sit amet\n", count: 7_800_000), "sizes/200-megabytes.md")
    try write(String(repeating: "x\n", count: 1_000_000), "sizes/million-lines.md")
    try write([UInt8](repeating: UInt8(ascii: "a"), count: 20_000_000), "sizes/one-line.md")
    for size in [(2 << 20) - 1, 2 << 20, (2 << 20) + 1] {
      try write([UInt8](repeating: UInt8(ascii: "b"), count: size), "sizes/limit-\(size).md")
    }
  }

  private func makeBytes() throws {
    try write([0xFF, 0xFE, 0xFA] + Array(" bad ".utf8) + [0xC3, 0x28, 0x0A], "bytes/invalid.md")
    try write(Array("a\0b\0c\n".utf8), "bytes/nul.md")
    try write([0xEF, 0xBB, 0xBF] + Array("---\r\nname: bom\r\n---\r\n# CRLF\r\n".utf8), "bytes/bom.md")
    try write(
      [0xFF, 0xFE] + "# UTF-16\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
      "bytes/utf16.md"
    )
    try write(
      [0xFE, 0xFF] + "# UTF-16\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
      "bytes/utf16be.md"
    )
    try write(Array("caf".utf8) + [0xE9, 0x0A], "bytes/latin1.md")
    try write("visible\u{200B}\u{202E}txt\u{E0041}\u{E0042} end\n", "bytes/hidden.md")
    try write("a" + String(repeating: "\u{301}", count: 100_000) + "\n", "bytes/accents.md")
    try write([0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80, 0xC0, 0xAF], "bytes/surrogates.md")
    var random = SplitMix(7)
    try write((0..<200_000).map { _ in UInt8(random.below(256)) }, "bytes/noise.md")
  }

  private func makeMarkdown() throws {
    try write(String(repeating: ">", count: 20_000) + " x\n", "markdown/quotes.md")
    try write((0..<5_000).map { String(repeating: " ", count: $0) + "- x\n" }.joined(), "markdown/lists.md")
    let half = String(repeating: "[", count: 50_000)
    try write(half + "a" + half.replacingOccurrences(of: "[", with: "]"), "markdown/brackets.md")
    try write(
      (0..<100_000).map { String(repeating: "#", count: $0 % 6 + 1) + " h\($0)\n" }.joined(),
      "markdown/headings.md"
    )
    try write("```\n" + String(repeating: "code\n", count: 100_000), "markdown/fence.md")
    try write(
      String(repeating: "*", count: 50_000) + "a" + String(repeating: "_", count: 50_000),
      "markdown/stars.md"
    )
    try write(
      String(repeating: "`", count: 30_000) + "\n" + String(repeating: "~", count: 30_000),
      "markdown/ticks.md"
    )
    try write(
      String(repeating: "| a ", count: 20_000) + "|\n" + String(repeating: "|-", count: 20_000) + "|\n",
      "markdown/table.md"
    )
    try write(String(repeating: "<div>", count: 20_000), "markdown/tags.md")
    try write(
      String(repeating: "![", count: 20_000) + String(repeating: "](", count: 20_000),
      "markdown/images.md"
    )
  }

  private func makeFrontMatter() throws {
    var laughs = "---\na: &a [" + Array(repeating: "\"lol\"", count: 9).joined(separator: ",") + "]\n"
    for (one, next) in zip("abcdefgh", "bcdefghi") {
      laughs += "\(next): &\(next) [" + Array(repeating: "*\(one)", count: 9).joined(separator: ",") + "]\n"
    }
    try write(laughs + "---\n# x\n", "yaml/laughs.md")
    try write(
      "---\n" + String(repeating: "{a: ", count: 10_000) + "1" + String(repeating: "}", count: 10_000)
        + "\n---\n",
      "yaml/maps.md"
    )
    try write(
      "---\nx: " + String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000) + "\n---\n",
      "yaml/lists.md"
    )
    try write("---\nname: !!python/object/apply:os.system [\"touch pwned\"]\n---\n# x\n", "yaml/tag.md")
    try write("---\nname: a\nname: b\ndescription: x\n---\n# x\n", "yaml/twice.md")
    try write("---\nname: no\ndescription: 2026-01-01\nversion: 1.10\n---\n# x\n", "yaml/norway.md")
    try write("---\nname: x\n" + String(repeating: "k: v\n", count: 50_000), "yaml/unclosed.md")
    try write(
      "---\n" + (0..<2_000).map { String(repeating: "  ", count: $0) + "k:\n" }.joined() + "---\n# x\n",
      "yaml/deep.md"
    )
    try write("---\n" + String(repeating: "? ", count: 20_000) + "\n---\n# x\n", "yaml/questions.md")
  }

  private func makeNames() throws {
    for name in [
      "new\nline", "-rf", "'; drop table documents;--", "café", "cafe\u{301}", "CASE", "case", " lead",
      "tail ", "%2e%2e", "a\u{202E}b", "*?[x]", "\\back", "\"quoted\"",
    ] {
      try write("# \(name.count)\n\nText.\n", "names/\(name).md")
    }
    try write("long", "names/" + String(repeating: "n", count: 252) + ".md")
    // A name that is no UTF-8; Foundation has no word for it.
    let path =
      Array(root.appending(path: "names/inv").path.utf8) + [0xFF, 0xFE] + Array("name.md".utf8) + [0]
    let characters = path.map { CChar(bitPattern: $0) }
    let number = unsafe characters.withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe open($0, O_WRONLY | O_CREAT, 0o644) } ?? -1
    }
    _ = unsafe Glibc.write(number, "x", 1)
    close(number)
  }

  /// 400 folders, one in the other: a path that no system call takes.
  private func makeDepth() throws {
    var folder = unsafe open(root.path, O_RDONLY | O_DIRECTORY)
    for number in 0..<400 {
      let name = "d\(1_000 + number)-0123456789"
      unsafe mkdirat(folder, name, 0o755)
      let inner = unsafe openat(folder, name, O_RDONLY | O_DIRECTORY)
      close(folder)
      folder = inner
    }
    let bottom = unsafe openat(folder, "bottom.md", O_WRONLY | O_CREAT, 0o644)
    _ = unsafe Glibc.write(bottom, "deep", 4)
    close(bottom)
    close(folder)
  }

  private func makeOthers() throws {
    let links = root.appending(path: "links")
    for folder in [links, links.appending(path: "a"), links.appending(path: "b")] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    for (name, target) in [
      ("self", "."), ("a/tob", "../b"), ("b/toa", "../a"), ("escape.md", "/etc/passwd"), ("escape", "/etc"),
      ("dangling.md", "nowhere"), ("ring.md", "ring.md"), ("up.md", "../../../../../../../../etc/passwd"),
      ("process.md", "/proc/self/environ"), ("inside.md", "../many/f1.md"),
    ] { _ = unsafe symlink(target, links.appending(path: name).path) }
    try write("# Linked\n\nText.\n", "links/two.md")
    _ = unsafe link(links.appending(path: "two.md").path, links.appending(path: "names.md").path)
    _ = unsafe mkfifo(root.appending(path: "pipe.md").path, 0o644)
    if geteuid() == 0 {
      _ = unsafe mknod(root.appending(path: "zero.md").path, S_IFCHR | 0o644, dev_t(1 << 8 | 5))
    }
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    _ = ListeningName.bind(socket, root.appending(path: "socket.md").path)
    close(socket)
  }

  /// Binds a socket of AF_UNIX to a path.
  private enum ListeningName {
    static func bind(_ socket: Int32, _ path: String) -> Bool {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = Array(path.utf8.prefix(100))
      unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
      let size = socklen_t(MemoryLayout<sockaddr_un>.size)
      return unsafe withUnsafePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe Glibc.bind(socket, $0, size) == 0
        }
      }
    }
  }
}

import Foundation
import Glibc
import Plumbing

/// Twelve ways in which editors and tools save a file, each by the system calls that they were seen to make.
enum SaveHabit: String, CaseIterable, Sendable {
  /// Shells, Python, Node, Obsidian.
  case truncateAndWrite
  case append
  /// sed -i, rsync, syncthing: another file takes its name.
  case renameOver
  /// vim: the old one is moved aside, the name is absent for a moment.
  case moveAwayAndCreate
  /// git checkout.
  case deleteAndCreate
  /// ln -f.
  case hardLinkOver
  /// vim with backupcopy=yes: a copy is made, then the file is written in place.
  case copyAsideAndWrite
  /// Piece by piece, through one descriptor.
  case pieces
  /// Into mapped memory: no write is seen, only the close.
  case mapped
  /// Emptied first, and written by another descriptor.
  case emptyAndWrite
  /// Written under a hidden name, exchanged with the file, and the old one removed.
  case exchange
  /// Written twice at once, as formatters on save do.
  case twice

  func save(_ bytes: [UInt8], to file: URL) {
    let path = file.path
    let hidden = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).tmp").path
    switch self {
    case .truncateAndWrite: Self.write(bytes, to: path)
    case .append: Self.write(bytes, to: path, O_WRONLY | O_APPEND | O_CREAT)
    case .renameOver:
      Self.write(bytes, to: hidden)
      _ = unsafe rename(hidden, path)
    case .moveAwayAndCreate:
      _ = unsafe rename(path, path + "~")
      Self.write(bytes, to: path)
      unsafe unlink(path + "~")
    case .deleteAndCreate:
      unsafe unlink(path)
      Self.write(bytes, to: path)
    case .hardLinkOver:
      Self.write(bytes, to: hidden)
      _ = unsafe link(hidden, hidden + "2")
      _ = unsafe rename(hidden + "2", path)
      unsafe unlink(hidden)
    case .copyAsideAndWrite:
      Self.write((try? Files.read(FilePath(path))) ?? bytes, to: path + "~")
      Self.write(bytes, to: path)
      unsafe unlink(path + "~")
    case .pieces:
      let number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
      guard number >= 0 else { return }
      for start in stride(from: 0, to: bytes.count, by: 7) {
        let piece = bytes[start..<min(start + 7, bytes.count)]
        _ = unsafe piece.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      }
      close(number)
    case .mapped: Self.map(bytes, to: path)
    case .emptyAndWrite:
      Self.write([], to: path)
      Self.write(bytes, to: path, O_WRONLY | O_CREAT)
    case .exchange:
      Self.write(bytes, to: hidden)
      do throws(SystemError) {
        try Files.exchange(FilePath(hidden), FilePath(path))
        unsafe unlink(hidden)
      } catch {
        _ = unsafe rename(hidden, path)
      }
    case .twice:
      Self.write(bytes.dropLast(3) + [0x0A], to: path)
      Self.write(bytes, to: path)
    }
  }

  private static func write(
    _ bytes: [UInt8],
    to path: String,
    _ flags: Int32 = O_WRONLY | O_CREAT | O_TRUNC
  ) {
    let number = unsafe open(path, flags, 0o644)
    guard number >= 0 else { return }
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
    close(number)
  }

  private static func map(_ bytes: [UInt8], to path: String) {
    let number = unsafe open(path, O_RDWR | O_CREAT, 0o644)
    guard number >= 0, !bytes.isEmpty, ftruncate(number, bytes.count) == 0 else { return }
    let memory = unsafe mmap(nil, bytes.count, PROT_READ | PROT_WRITE, MAP_SHARED, number, 0)
    if unsafe memory != MAP_FAILED, let memory = unsafe memory {
      unsafe UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyBytes(from: bytes)
      unsafe munmap(memory, bytes.count)
    }
    close(number)
  }
}

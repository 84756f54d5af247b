import Foundation
import Glibc
import Plumbing
import Support

/// The folder of the test that is running, and a few things done to files in it.
enum Folder {
  static var root: FilePath { FilePath(TemporaryHouse.current.root.path) }

  static func path(_ name: String) -> FilePath { root.appending(name) }

  /// Writes a file in place, with the folders it needs.
  static func write(_ text: String, to name: String) throws {
    let file = path(name)
    try Files.createFolder(file.parent)
    Files.remove(file)
    guard Files.createEmpty(file) else { throw SystemError("open", on: file.text) }
    let handle = try FileHandle(forWritingTo: URL(filePath: file.text))
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  static func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name).text, withDestinationPath: target)
  }

  static func setRights(_ rights: Int, of name: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: path(name).text)
  }

  static func rights(of name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path(name).text)[.posixPermissions] as? Int
  }
}

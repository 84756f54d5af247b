import Foundation
import Memory
import Plumbing
import Support
import Teaching
import Testing

@Suite(.temporaryHouse)
struct LedgerTests {
  private var path: FilePath {
    FilePath(TemporaryHouse.current.root.appending(path: "state/ledger.sqlite").path)
  }

  @Test func `an index keeps its name in the ledger when it moves`() throws {
    let house = TemporaryHouse.current
    let ledger = try Ledger(path)
    var index: IndexWriter? = try IndexWriter(FilePath(house.index.path))
    let name = try ledger.note(#require(index))
    #expect(try ledger.note(#require(index)) == name)
    index = nil
    let moved = house.root.appending(path: "moved.sqlite")
    for suffix in ["", "-wal", "-shm"] {
      try FileManager.default.moveItem(atPath: house.index.path + suffix, toPath: moved.path + suffix)
    }
    #expect(try ledger.note(IndexWriter(FilePath(moved.path))) == name)
    #expect(try ledger.indices() == [name: moved.path])
  }

  @Test func `the ledger is its owner's alone and survives being opened again`() throws {
    let house = TemporaryHouse.current
    let name = try Ledger(path).note(IndexWriter(FilePath(house.index.path)))
    #expect(try Ledger(path).indices().keys.contains(name))
    let rights = try FileManager.default.attributesOfItem(atPath: path.text)[.posixPermissions] as? Int
    #expect(try #require(rights) & 0o077 == 0)
  }

  @Test func `another program's file is left as it is`() throws {
    try Files.createFolder(path.parent)
    let other = try Database(path, mode: .readWrite)
    try other.execute("CREATE TABLE theirs(x); INSERT INTO theirs VALUES(7)")
    #expect(throws: LedgerError.self) { try Ledger(path) }
    #expect(try other.statement("SELECT x FROM theirs").integer() == 7)
  }
}

import Plumbing
import Support
import Testing

@testable import Memory

struct PendingTests {
  private static func at(_ milliseconds: UInt64) -> Moment {
    Moment(nanoseconds: 1_000_000_000_000).advanced(milliseconds: milliseconds)
  }

  private let file = FilePath("/memories/a.md")

  private func taken(_ pending: inout Pending, at milliseconds: UInt64) -> [FilePath] {
    pending.take(dueAt: Self.at(milliseconds)).map(\.path)
  }

  @Test(arguments: [(.settled, 0), (.touched, 20), (.open, 1_000), (.gone, 500)] as [(Pending.Sign, UInt64)])
  func `each sign has its wait`(sign: Pending.Sign, wait: UInt64) {
    var pending = Pending()
    pending.mark(file, sign, at: Self.at(0))
    #expect(pending.nextDue == Self.at(wait))
    if wait > 0 { #expect(taken(&pending, at: wait - 1) == []) }
    #expect(taken(&pending, at: wait) == [file])
    #expect(pending.isEmpty && pending.nextDue == nil)
  }

  @Test func `a deletion on the way to a new file is never seen`() {
    var pending = Pending()
    pending.mark(file, .gone, at: Self.at(0))
    pending.mark(file, .settled, at: Self.at(3))
    let due = pending.take(dueAt: Self.at(3))
    #expect(due.map(\.path) == [file] && due.map(\.sign) == [.settled])
    #expect(taken(&pending, at: 10_000) == [])
  }

  @Test func `a file that is being written is read when it is closed`() {
    var pending = Pending()
    for time in stride(from: 0, to: 5_000, by: 500) { pending.mark(file, .open, at: Self.at(UInt64(time))) }
    #expect(taken(&pending, at: 5_000) == [])
    pending.mark(file, .settled, at: Self.at(5_001))
    #expect(taken(&pending, at: 5_001) == [file])
  }

  @Test func `a writer that never closes is read when it rests, and at last anyway`() {
    var pending = Pending()
    pending.mark(file, .open, at: Self.at(0))
    pending.mark(file, .open, at: Self.at(900))
    #expect(taken(&pending, at: 1_899) == [])
    #expect(taken(&pending, at: 1_900) == [file])
    var time: UInt64 = 0
    while time < 29_500 {
      pending.mark(file, .open, at: Self.at(time))
      time += 500
    }
    pending.mark(file, .open, at: Self.at(29_900))
    #expect(pending.nextDue == Self.at(30_000), "the wait counts from the first write")
  }

  @Test func `changed rights do not delay what is due`() {
    var pending = Pending()
    pending.mark(file, .gone, at: Self.at(0))
    pending.mark(file, .touched, at: Self.at(100))
    #expect(pending.nextDue == Self.at(500), "a deletion is not believed earlier, either")
    var other = Pending()
    other.mark(file, .open, at: Self.at(0))
    other.mark(file, .touched, at: Self.at(100))
    #expect(other.nextDue == Self.at(120))
  }

  @Test func `a file saved in a loop is not read in a loop`() {
    var pending = Pending()
    pending.mark(file, .settled, at: Self.at(0))
    #expect(taken(&pending, at: 0) == [file])
    pending.wasRead([file], at: Self.at(2))
    pending.mark(file, .settled, at: Self.at(5))
    #expect(taken(&pending, at: 31) == [])
    #expect(taken(&pending, at: 32) == [file])
    pending.wasRead([FilePath("/memories/b.md")], at: Self.at(100))
    pending.mark(file, .settled, at: Self.at(101))
    #expect(taken(&pending, at: 101) == [file], "what was read long ago is forgotten")
  }

  @Test func `what is due comes in the order of paths, the rest stays`() {
    var pending = Pending()
    for name in ["/c", "/a", "/b"] { pending.mark(FilePath(name), .settled, at: Self.at(0)) }
    pending.mark(FilePath("/0"), .gone, at: Self.at(0))
    #expect(taken(&pending, at: 0).map(\.text) == ["/a", "/b", "/c"])
    #expect(pending.count == 1)
    #expect(pending.take(dueAt: nil).map(\.path.text) == ["/0"])
    #expect(pending.isEmpty)
  }
}

struct WatchMapTests {
  private let folder = FilePath("/m/a")

  @Test func `a watch and its folder are found from both sides`() {
    var map = WatchMap()
    #expect(map.set(1, folder) == nil)
    #expect(map[1] == folder && map.watch(of: folder) == 1 && map.count == 1)
    #expect(map[2] == nil && map.watch(of: FilePath("/m")) == nil)
    map.remove(1)
    map.remove(1)
    #expect(map[1] == nil && map.watch(of: folder) == nil && map.count == 0)
  }

  @Test func `a folder that moved is known by its new path only`() {
    var map = WatchMap()
    _ = map.set(1, folder)
    #expect(map.set(1, FilePath("/m/b")) == nil)
    #expect(map[1] == FilePath("/m/b") && map.watch(of: folder) == nil && map.count == 1)
  }

  @Test func `another folder in its place gives the old watch back`() {
    var map = WatchMap()
    _ = map.set(1, folder)
    #expect(map.set(2, folder) == 1)
    #expect(map[1] == nil && map.watch(of: folder) == 2 && map.count == 1)
    map.remove(1)
    #expect(map.watch(of: folder) == 2)
  }

  @Test func `folders that are swapped keep one watch each`() {
    var map = WatchMap()
    let other = FilePath("/m/b")
    _ = map.set(1, folder)
    _ = map.set(2, other)
    let displaced = map.set(1, other)
    #expect(displaced == 2)
    _ = map.set(2, folder)
    #expect(map[1] == other && map[2] == folder && map.count == 2)
    #expect(map.watch(of: folder) == 2 && map.watch(of: other) == 1)
  }

  @Test func `what lies below a folder goes with it, its namesakes stay`() {
    var map = WatchMap()
    for (watch, path) in [(1, "/m"), (2, "/m/a"), (3, "/m/a/b"), (4, "/m/ab"), (5, "/x")] as [(Int32, String)]
    {
      _ = map.set(watch, FilePath(path))
    }
    #expect(map.removeAll(below: folder).sorted() == [2, 3])
    #expect(map.count == 3 && map[4] == FilePath("/m/ab"))
    #expect(map.removeAll(except: [5]).sorted() == [1, 4])
    #expect(map.count == 1)
  }

  @Test func `room is given back and nothing lost`() {
    var map = WatchMap()
    for watch in 0..<1_000 as Range<Int32> { _ = map.set(watch, FilePath("/m/\(watch)")) }
    for watch in 10..<1_000 as Range<Int32> { map.remove(watch) }
    map.compact()
    #expect(map.count == 10)
    #expect(
      (0..<10).allSatisfy { map[$0] == FilePath("/m/\($0)") && map.watch(of: FilePath("/m/\($0)")) == $0 }
    )
  }
}

struct TimetableTests {
  private let now = Moment(nanoseconds: 1_000_000_000)

  @Test func `a duty is taken once, when its time has come`() {
    var table = Timetable()
    #expect(table.next == nil)
    table.set(.reconcile, at: now.advanced(milliseconds: 10))
    table.set(.tidy, at: now.advanced(milliseconds: 5))
    #expect(table.next == now.advanced(milliseconds: 5))
    let early = table.take(.reconcile, at: now.advanced(milliseconds: 9))
    let due = table.take(.reconcile, at: now.advanced(milliseconds: 10))
    let again = table.take(.reconcile, at: now.advanced(milliseconds: 99))
    #expect(!early && due && !again)
    #expect(table[.reconcile] == nil && table[.tidy] == now.advanced(milliseconds: 5))
    table.set(.tidy, at: now)
    #expect(table.next == now)
  }
}

@Suite(.temporaryHouse)
struct WatchStateTests {
  private let index = Library.current.index

  private static var busy: WatchState {
    var state = WatchState()
    state.process = 4_321
    state.started = "2026-11-22T09:30:00.123Z"
    state.cookies = FilePath("/run/user/1000/qmd/my cookies")
    state.isReady = true
    state.folders = 7_000
    state.unwatched = 3
    state.lastChange = "2026-11-22T09:31:00.000Z"
    state.message = "'notes' is gone: bring it back"
    return state
  }

  private func hold() throws -> FileLock {
    guard let lock = try FileLock.take(WatchState.path(of: index)) else {
      throw WatchError.alreadyRunning(process: 0)
    }
    return lock
  }

  @Test func `what a watcher says is read as it was said`() throws {
    let lock = try hold()
    for state in [Self.busy, WatchState(), Self.busy] {
      lock.write(state.text)
      #expect(WatchState.read(index: index) == state)
    }
    lock.release()
    #expect(WatchState.read(index: index) == nil, "nobody lives there any more")
    #expect(!WatchState.isAlive(index: index))
  }

  @Test func `without a watcher there is nothing to read`() {
    #expect(WatchState.read(index: index) == nil)
    #expect(FileStatus.of(WatchState.path(of: index)) == nil, "asking makes no file")
  }

  @Test func `a message of several lines stays one`() throws {
    let lock = try hold()
    var state = Self.busy
    state.message = "one\nprocess 1\nend\nthree"
    lock.write(state.text)
    let read = try #require(WatchState.read(index: index))
    #expect(read.process == 4_321)
    #expect(read.message == "one process 1 end three")
    lock.release()
  }

  @Test func `what is left of a longer text behind a shorter one does not count`() throws {
    let lock = try hold()
    // As a reader finds it between the write and the cut.
    lock.write(WatchState().text + "process 99\nfolders 12\nmessage old\n")
    #expect(WatchState.read(index: index) == WatchState())
    lock.release()
  }

  @Test func `a half-written text gives what it says so far, and never stops the reader`() throws {
    let lock = try hold()
    let whole = Array(Self.busy.text.utf8)
    for count in whole.indices {
      lock.write(String(decoding: whole[..<count], as: UTF8.self))
      let state = try #require(WatchState.read(index: index))
      #expect(Self.busy.message.hasPrefix(state.message))
      #expect([0, 7_000].contains(state.folders) || "7000".hasPrefix("\(state.folders)"))
    }
    lock.write("process x\nfolders\n\n \nready maybe\nnew-key of a newer qmd\nfolders 5\nend\n")
    let odd = try #require(WatchState.read(index: index))
    #expect(odd.process == 0 && odd.folders == 5 && !odd.isReady)
    lock.release()
  }

  @Test func `asking a watcher that does not live takes no time and leaves nothing`() {
    #expect(!Synchronization.run(index: index, milliseconds: 60_000))
  }
}

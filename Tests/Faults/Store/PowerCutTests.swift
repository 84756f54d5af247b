import Foundation
import Glibc
import Memory
import Plumbing
import Support
import Synchronization
import Testing

/// S2: the power is cut, and only what had reached the disk is left.
///
/// The disk is an ext4 image in a loop device, kept on XFS: an atomic copy of the image (reflink) is what the disk held
/// at that moment, without what the file system still had in memory.
@Suite(.temporaryHouse, .needsRoot, .timeLimit(.minutes(60)))
struct PowerCutTests {
  @Test func `after a power cut the index is sound, and the ledger has lost nothing that it acknowledged`()
    throws
  {
    let root = TemporaryHouse.current.root
    let xfs = root.appending(path: "xfs.img"), outer = root.appending(path: "outer")
    try Fault.run("truncate", "-s", "1G", xfs.path)
    try Fault.run("mkfs.xfs", "-q", "-m", "reflink=1", xfs.path)
    let outerDisk = try MountedDisk(image: xfs, at: outer)
    let image = outer.appending(path: "disk.img"), cut = outer.appending(path: "cut.img")
    try Fault.run("truncate", "-s", "96M", image.path)
    try Fault.run("mkfs.ext4", "-q", "-F", image.path)
    let disk = try MountedDisk(image: image, at: root.appending(path: "inner"))

    let house = try AuditedHouse(TemporaryHouse.current, on: disk.place)
    let watched = try WatchedHouse(
      TemporaryHouse.current,
      extra: ["INDEX_PATH": house.index.text, "XDG_STATE_HOME": disk.place.appending(path: "state").path]
    )
    try watched.start()
    defer { watched.kill() }

    final class Progress: Sendable {
      let acknowledged = Mutex<Set<Int64>>([])
      let isOver = Mutex(false)
    }
    let progress = Progress()
    let writing = BlockingThread {
      var round = 0
      while !progress.isOver.withLock({ $0 }) {
        round += 1
        try? house.house.write("# N\n\nRound \(round).\n", to: "n\(round % 50).md")
        guard let number = (try? house.audit()) ?? nil else { continue }
        _ = progress.acknowledged.withLock { $0.insert(number) }
        // Now and then the whole log goes into the file of the index, which nobody syncs by chance.
        if round % 5 == 0 { _ = try? house.house.qmd("cleanup", environment: house.environment) }
      }
    }
    let cuts = Fault.count(quick: 3, all: 20)
    var random = SplitMix(13), lost: Set<Int64> = [], written: Set<Int64> = [], corrupt = 0
    for number in 0..<cuts {
      usleep(UInt32(200_000 + random.below(600_000)))
      // A system writes what it likes when it likes: of the index now its log, now its file.
      try Fault.run("sync", house.index.text + (number % 2 == 0 ? "-wal" : ""))
      let acknowledged = progress.acknowledged.withLock { $0 }
      try Fault.run("cp", "--reflink=always", image.path, cut.path)
      let copy = try MountedDisk(image: cut, at: root.appending(path: "cut"))
      let ledger = AuditedHouse.ledger(on: copy.place), index = AuditedHouse.index(on: copy.place)
      // A ledger that did not even get its tables has lost them all.
      lost.formUnion(acknowledged.subtracting((try? house.onRecord(ledger)) ?? []))
      written.formUnion(acknowledged)
      if try house.ledgerDamages(ledger) != "" { corrupt += 1 }
      if FileStatus.of(index) != nil, try IndexContents.damages(index) != "" { corrupt += 1 }
      // What is left is enough to go on with.
      let updated = try house.house.qmd(
        "update",
        environment: ["INDEX_PATH": index.text, "XDG_STATE_HOME": copy.place.appending(path: "state").path]
      )
      #expect(updated.status == 0, "\(updated.error)")
      try copy.unmount()
    }
    progress.isOver.withLock { $0 = true }
    writing.join()
    watched.kill()
    #expect(written.count > cuts, "too little was written to lose any of it")
    #expect(lost == [])
    #expect(corrupt == 0)
    Fault.figure(
      "S2",
      "\(cuts) power cuts: \(corrupt) corrupt files, \(lost.count) of \(written.count) audits lost that were acknowledged by then"
    )
    try disk.unmount()
    try outerDisk.unmount()
  }
}

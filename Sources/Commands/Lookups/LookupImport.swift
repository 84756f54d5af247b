import Memory
import Plumbing
import Teaching

/// Takes over into the ledger what hooks have spooled, while a watcher runs; `qmd lookups` does it as well.
final class LookupImport: Sendable {
  /// Milliseconds between looks, at the size of one file each.
  private static let pause: UInt64 = 60_000

  private let places: Places
  private let log: Log
  private let ended = Mailbox<Void>()

  init(_ places: Places, log: Log) {
    self.places = places
    self.log = log
  }

  func start() -> BlockingThread { BlockingThread { self.run() } }
  func stop() { ended.send(()) }

  private func run() {
    let spool = LookupSpool(state: places.state)
    repeat {
      guard (FileStatus.of(spool.path)?.size ?? 0) > 0 else { continue }
      do {
        let count = try Ledger(places.ledger).takeOver(spool)
        log(.debug, "took over \(Wording.count(count, "lookup")) of agents")
      } catch {
        log(.error, "\(error)")
      }
    } while ended.receive(until: Moment.now.advanced(milliseconds: Self.pause)).isEmpty
  }
}

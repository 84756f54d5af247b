import Foundation
import Plumbing
import Support
import Testing

/// W12: a watcher with nothing to do does nothing, nor does its monitor.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct IdleTests {
  @Test func `an idle watcher takes no processor time and writes nothing`() throws {
    let house = TemporaryHouse.current
    let count = Fault.count(quick: 2_000, all: 20_000), seconds = Fault.count(quick: 20, all: 600)
    for number in 0..<count {
      try house.write("# N\(number)\n\nText \(number).\n", to: "d\(number % 100)/n\(number).md")
    }
    let watched = try WatchedHouse(house)
    try watched.start()
    // The watcher, and the monitor that started it and is there as long.
    let numbers = [watched.processID, watched.monitorID]
    #expect(Set(numbers).count == 2)
    let programs = numbers.map { RunningProgram(processID: $0) }
    let processorTime = { programs.reduce(0) { $0 + $1.processorTime } }
    let written = { programs.reduce(0) { $0 + $1.written } }
    // What follows a first load is done when it is quiet for a few seconds.
    var last = -1.0
    try Fault.until {
      defer { last = processorTime() }
      usleep(5_000_000)
      return processorTime() == last
    }
    let (time, bytes) = (processorTime(), written())
    sleep(UInt32(seconds))
    let share = (processorTime() - time) / Double(seconds), more = written() - bytes
    // Who has ended takes no time either.
    #expect(programs.allSatisfy { $0.processorTime > 0 })
    #expect([watched.processID, watched.monitorID] == numbers && watched.isRunning)
    #expect(share < 0.001)
    #expect(more == 0)
    Fault.figure(
      "W12",
      "\(count) files, idle for \(seconds) s: \((share * 1e6).rounded() / 1e4) % of a processor, "
        + "\(more) bytes written, watcher and monitor \(programs.reduce(0) { $0 + $1.memory }.megabytes)"
    )
  }
}

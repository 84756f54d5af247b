import Foundation
import Plumbing
import Support
import Testing

/// W12: a watcher with nothing to do does nothing.
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
    let program = RunningProgram(processID: watched.processID)
    // What follows a first load is done when it is quiet for a few seconds.
    var last = -1.0
    try Fault.until {
      defer { last = program.processorTime }
      usleep(5_000_000)
      return program.processorTime == last
    }
    let (time, written) = (program.processorTime, program.written)
    sleep(UInt32(seconds))
    let share = (program.processorTime - time) / Double(seconds)
    #expect(share < 0.001)
    #expect(program.written == written)
    Fault.figure(
      "W12",
      "\(count) files, idle for \(seconds) s: \((share * 1e6).rounded() / 1e4) % of a processor, "
        + "\(program.written - written) bytes written, \(program.memory.megabytes)"
    )
  }
}

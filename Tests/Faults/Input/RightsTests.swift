import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// I8: files and folders without rights, for a user whom they hold.
@Suite(.temporaryHouse, .needsRoot, .timeLimit(.minutes(60)))
struct RightsTests {
  @Test func `what may not be read is listed, and found as soon as it may be`() throws {
    let house = TemporaryHouse.current
    try house.write("# Open\n\nHeron.\n", to: "open.md")
    try house.write("# Closed\n\nBadger.\n", to: "closed.md")
    try house.write("# In\n\nOtter.\n", to: "folder/in.md")
    let watched = try WatchedHouse(house)
    // A copy that a stranger may run, wherever the build lies.
    let program = house.root.appending(path: TemporaryHouse.program.lastPathComponent)
    try FileManager.default.copyItem(at: TemporaryHouse.program, to: program)
    try Fault.run("chown", "-R", "65534:65534", house.root.path)
    let closed = [
      house.memories.appending(path: "closed.md").path, house.memories.appending(path: "folder").path,
    ]
    for path in closed { _ = unsafe chmod(path, 0) }
    let nobody = [try Fault.tool("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups"]
    try watched.start(through: nobody, program: program)
    #expect(try watched.indexed().keys.sorted() == ["open.md"])
    let problems = try house.qmd("status", "--problems", environment: watched.environment).output
    #expect(problems.contains("closed.md: may not be read (permission denied)"))
    #expect(problems.contains("folder: a folder that may not be read (permission denied)"))
    let began = Moment.now
    for path in closed { _ = unsafe chmod(path, 0o755) }
    try Fault.until { try watched.indexed() == watched.onDisk() }
    let milliseconds = Int(Moment.now.milliseconds(since: began))
    #expect(try watched.indexed().count == 3)
    let left = try house.qmd("status", "--problems", environment: watched.environment).output
    #expect(left.hasPrefix("No problems"))
    Fault.figure(
      "I8",
      "a file and a folder without rights: listed, found \(milliseconds) ms after they had them"
    )
  }
}

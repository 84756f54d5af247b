import Foundation
import Plumbing
import Testing

struct BlockingThreadTests {
  /// Address space that this process has mapped, in bytes.
  private func mapped() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return (Int(text.prefix { $0 != " " }) ?? 0) * 4096
  }

  @Test func `a thread that nobody waits for leaves no stack behind`() throws {
    let before = try mapped()
    for _ in 0..<500 {
      let done = Mailbox<Void>()
      _ = BlockingThread { done.send(()) }
      _ = done.receive()
    }
    // 500 stacks of 8 MB would be 4 GB; other tests run beside this one.
    #expect(try mapped() - before < 2 << 30)
  }
}

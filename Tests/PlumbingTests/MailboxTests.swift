import Plumbing
import Testing

struct MailboxTests {
  @Test func `messages come in the order of each sender, none is lost`() {
    let box = Mailbox<(sender: Int, number: Int)>()
    let threads = (0..<4).map { sender in
      BlockingThread { for number in 0..<2_000 { box.send((sender, number)) } }
    }
    var next = Array(repeating: 0, count: 4)
    while next.reduce(0, +) < 8_000 {
      for message in box.receive() {
        guard message.number == next[message.sender] else {
          Issue.record("sender \(message.sender): \(message.number) instead of \(next[message.sender])")
          return
        }
        next[message.sender] += 1
      }
    }
    for thread in threads { thread.join() }
    #expect(box.receive(until: .now).isEmpty)
  }

  @Test func `all that has arrived comes at once`() {
    let box = Mailbox<Int>()
    for number in 0..<5 { box.send(number) }
    #expect(box.receive() == [0, 1, 2, 3, 4])
    box.send(5)
    #expect(box.receive(until: Moment(nanoseconds: 0)) == [5], "what is there comes, however late it is")
  }

  @Test func `a deadline ends the wait, not before it has passed`() {
    let box = Mailbox<Int>()
    let deadline = Moment.now.advanced(milliseconds: 30)
    #expect(box.receive(until: deadline).isEmpty)
    #expect(Moment.now >= deadline)
    #expect(box.receive(until: Moment(nanoseconds: 0)).isEmpty)
  }

  @Test func `a message ends the wait long before the deadline`() {
    let box = Mailbox<Int>(), answers = Mailbox<[Int]>()
    let thread = BlockingThread {
      answers.send(box.receive(until: Moment.now.advanced(milliseconds: 600_000)))
    }
    box.send(7)
    #expect(answers.receive() == [[7]])
    thread.join()
  }

  @Test func `a thread's work is done when it is joined`() {
    let box = Mailbox<Int>()
    let thread = BlockingThread { for number in 0..<100 { box.send(number) } }
    thread.join()
    #expect(box.receive().count == 100)
  }
}

import Foundation
import Plumbing

/// A chat model in OpenAI's older shape, on this machine, that misbehaves as it is told.
package enum FakeTeacher {
  /// What goes wrong between asking and answering.
  package enum Fault: String, CaseIterable, Sendable {
    case busy, busyUntil2037, quotaUsedUp, badKey, unpaid, broken, overloaded
    case portal, silent, dripping, cutShort, reset
    case badJSON, otherShape, noContent, emptyContent, tooLong, refusal, refusalInWords, redirect
    case huge, bomb, deep

    package var response: LoopbackServer.Response {
      switch self {
      case .busy: Self.error(429, "rate_limit", headers: ["Retry-After": "2"])
      case .busyUntil2037:
        Self.error(429, "rate_limit", headers: ["Retry-After": "Wed, 21 Oct 2037 07:28:00 GMT"])
      case .quotaUsedUp: Self.error(429, "insufficient_quota")
      case .badKey: Self.error(401, "bad key")
      case .unpaid: Self.error(402, "insufficient credits")
      case .broken: .init(500, headers: ["Content-Type": "text/html"], Data("oops".utf8))
      case .overloaded: Self.error(529, "overloaded_error")
      case .portal: .init(200, headers: ["Content-Type": "text/html"], Data("<html>log in</html>".utf8))
      case .silent: Self.coming(.never)
      case .dripping: Self.coming(.slowly(50))
      case .cutShort: Self.cut
      case .reset: Self.coming(.reset)
      case .badJSON: .init(json: #"{"choices":[{"message":{"content":"x""#)
      case .otherShape: .init(json: #"{"result":"ok"}"#)
      case .noContent:
        .init(json: #"{"choices":[{"message":{"role":"assistant","content":null},"finish_reason":"stop"}]}"#)
      case .emptyContent: FakeTeacher.says("")
      case .tooLong:
        .init(
          json: #"{"choices":[{"finish_reason":"length","message":{"content":"{\"description\":\"De"}}]}"#
        )
      case .refusal:
        .init(
          json: #"{"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"I cannot."}}]}"#
        )
      case .refusalInWords: FakeTeacher.says("I'm sorry, I can't help with that.")
      case .redirect: .init(307, headers: ["Location": "http://127.0.0.2:1/steal"])
      case .huge: FakeTeacher.says(String(repeating: "A", count: 5_000_000))
      case .bomb: .init(200, headers: ["Content-Encoding": "gzip"], FakeTeacher.bomb)
      case .deep: .init(json: String(repeating: "[", count: 1_000_000))
      }
    }

    private static func error(
      _ status: Int,
      _ type: String,
      headers: [String: String] = [:]
    )
      -> LoopbackServer.Response
    {
      .init(status, headers: headers, Data(#"{"error":{"type":"\#(type)","message":"\#(type)"}}"#.utf8))
    }

    private static func coming(_ manner: LoopbackServer.Response.Manner) -> LoopbackServer.Response {
      var response = FakeTeacher.says("{}")
      response.manner = manner
      return response
    }

    private static var cut: LoopbackServer.Response {
      var response = FakeTeacher.says("{}")
      response.breaksAfter = response.body.count / 2
      return response
    }
  }

  /// The model says this, and tells what it took.
  package static func says(_ text: String) -> LoopbackServer.Response {
    let answer: JSON = [
      "choices": [["index": 0, "finish_reason": "stop", "message": ["content": .string(text)]]],
      "usage": ["prompt_tokens": 1000, "completion_tokens": 100],
    ]
    return .init(200, headers: ["Content-Type": "application/json"], Data(answer.bytes()))
  }

  /// An answer in the form of lessons.
  package static func edits(
    description: String = "",
    keywords: [String] = [],
    whenToUse: [String] = []
  ) -> LoopbackServer.Response {
    let edits: JSON = [
      "description": .string(description), "keywords": .array(keywords.map { .string($0) }),
      "when_to_use": .array(whenToUse.map { .string($0) }), "rivals": [],
    ]
    return says(String(decoding: edits.bytes(), as: UTF8.self))
  }

  /// 64 MB of zeros in 62 kB.
  private static let bomb: Data = {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "head -c 64000000 /dev/zero | gzip -9"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try? process.run()
    return (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
  }()
}

import Foundation

/// What the kernel knows of a running program: proc(5).
struct RunningProgram {
  let processID: Int32

  private func lines(_ name: String) -> [Substring] {
    ((try? String(contentsOfFile: "/proc/\(processID)/\(name)", encoding: .utf8)) ?? "").split(
      separator: "\n"
    )
  }

  private func number(_ key: String, in name: String) -> Int {
    lines(name).first { $0.hasPrefix(key) }
      .flatMap { $0.split(whereSeparator: { " \t".contains($0) }).dropFirst().first }.flatMap { Int($0) } ?? 0
  }

  /// Bytes of memory in use now, and the most there were.
  var memory: Int { number("VmRSS:", in: "status") << 10 }
  var mostMemory: Int { number("VmHWM:", in: "status") << 10 }

  /// Bytes that were sent towards the disk.
  var written: Int { number("write_bytes:", in: "io") }

  var descriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/fd").count) ?? 0
  }

  /// Seconds that its threads have run.
  var processorTime: Double {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/task")) ?? []
    let nanoseconds = tasks.compactMap { task in
      lines("task/\(task)/schedstat").first?.split(separator: " ").first.flatMap { Double($0) }
    }
    return nanoseconds.reduce(0, +) / 1e9
  }
}

extension Int {
  var megabytes: String { "\((self + 500_000) / 1_000_000) MB" }
}

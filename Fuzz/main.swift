import Glibc

// libFuzzer's driver, https://llvm.org/docs/LibFuzzer.html: it makes up inputs, and keeps those that reach new code.
//
// FUZZ_PARSER names the parser that they are put to; `make fuzz` starts one run for each.

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ put: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

private let named = unsafe getenv("FUZZ_PARSER").map { unsafe String(cString: $0) } ?? ""
private let chosen = Parser.all.first { $0.name == named }

guard chosen != nil else {
  print("FUZZ_PARSER must be one of: \(Parser.all.map(\.name).joined(separator: " "))")
  exit(2)
}
var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
exit(
  unsafe runDriver(&count, &arguments) { bytes, size in
    unsafe chosen?.put(Array(UnsafeBufferPointer(start: bytes, count: size)))
    return 0
  }
)

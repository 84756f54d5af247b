import Glibc
import Memory
import Plumbing

/// The verbs of the command line.
public enum QMD {
  public static func main() async -> Int32 {
    Launch.prepare()
    let isForAgent = HookTurn.isAsked(Launch.arguments)
    if isForAgent { HookTurn.begin() }
    let status = run(Launch.arguments)
    Launch.leave(isForAgent ? 0 : status)
  }

  private static func run(_ arguments: [String]) -> Int32 {
    do throws(UsageError) {
      switch try Parser(Verb.table).parse(arguments) {
      case .none(let flags):
        if let verb = VerbTable.verb(meantBy: flags) {
          return run(Invocation(Typed(verb), environment: Launch.environment()))
        }
        let output = Output(isStyled: false)
        HelpScreen.printAll(to: output)
        return finish(output, flags.contains(.help) ? 0 : 1)
      case .verb(let typed):
        return run(Invocation(typed, environment: Launch.environment()))
      }
    } catch {
      Standard.write(Array("\(error)\n".utf8), to: Standard.error)
      return 1
    }
  }

  private static func run(_ call: Invocation) -> Int32 {
    status(of: call) {
      call.typed.has(.help)
        ? HelpScreen.print(call.typed.verb, to: call.output) : try call.typed.verb.run(call)
    }
  }

  /// The status that a process ends with after `body`: what it threw is said, and all that was to be printed is.
  static func status(of call: Invocation, _ body: () throws -> Int32) -> Int32 {
    do {
      let status = try body()
      call.output.flush()
      return finish(call.output, status == 0 && !call.output.isClosed ? call.status : status)
    } catch {
      call.say((error as? SystemError).map { Failure($0).description } ?? "\(error)")
      return finish(call.output, (error as? Failure)?.status ?? 1)
    }
  }

  /// Writes out the rest; a verb whose words did not arrive has not ended well.
  private static func finish(_ output: Output, _ status: Int32) -> Int32 {
    output.flush()
    guard let failure = output.failure else { return status }
    let sentence =
      "Cannot write what was to be printed (\(failure.reason.lowercased())) — free some space, or print to another place\n"
    Standard.write(Array(sentence.utf8), to: Standard.error)
    return status == 0 ? 1 : status
  }
}

import Glibc
import Memory
import Plumbing

/// The verbs of the command line.
public enum QMD {
  public static func main() async -> Int32 {
    Launch.prepare()
    let status = run(Launch.arguments)
    Launch.leave(status)
  }

  private static func run(_ arguments: [String]) -> Int32 {
    do throws(UsageError) {
      switch try Parser(Verb.table).parse(arguments) {
      case .none(let flags):
        return VerbTable.withoutVerb(flags)
      case .verb(let typed):
        return run(Invocation(typed, environment: Launch.environment()))
      }
    } catch {
      Standard.write(Array("\(error)\n".utf8), to: Standard.error)
      return 1
    }
  }

  private static func run(_ call: Invocation) -> Int32 {
    do {
      let status =
        if call.typed.has(.help) {
          HelpScreen.print(call.typed.verb, to: call.output)
        } else {
          try call.typed.verb.run(call)
        }
      call.output.flush()
      return status == 0 && !call.output.isClosed ? call.status : status
    } catch {
      call.say("\(error)")
      return (error as? Failure)?.status ?? 1
    }
  }
}

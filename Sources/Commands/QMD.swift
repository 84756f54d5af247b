import Plumbing
/// The verbs of the command line.
public enum QMD {
  public static func main() async -> Int32 {
    let n = try? YAML.parse(Array("a: [1, 2]\nb: |\n  x\n  y\nc: {d: e}\n".utf8))
    print(n as Any)
    return 0
  }
}

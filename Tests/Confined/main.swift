import Commands
import Glibc
import Memory
import Plumbing

// Takes the rights that a watcher of this environment has, by the call that the watcher makes, and then tries each of its
// arguments: `read PATH`, `list PATH`, `write PATH`, `run PROGRAM`, `connect PORT`, `listen PORT`, `meet SOCKET`,
// `ask KIND` (a socket of `ip`, or of `netlink`), `signal PROCESS`.
// Prints one line for each, `done` or the system's reason; with `--unconfined` in front, the same with all rights.
//
// The tests that read what this prints would be about nothing if the watcher did something else with its rights; that it
// calls the same, before its first thread starts, is seen by `a watcher cannot read what lies outside`.

var arguments = Launch.arguments
let environment = Launch.environment()
let places = Places(environment: environment)
if arguments.first == "--meet" { exit(try meet()) }
if arguments.first == "--unconfined" {
  arguments.removeFirst()
} else {
  let config = try Config.parse(
    Files.read(places.config) ?? [],
    home: places.home,
    folder: places.config.parent
  )
  guard Confinement(config, places, environment).version != nil else {
    print("this kernel has no Landlock")
    exit(1)
  }
}

func attempt(_ what: String, _ object: String) -> Bool {
  switch what {
  case "read": return descriptor(unsafe open(object, O_RDONLY))
  case "list": return descriptor(unsafe open(object, O_RDONLY | O_DIRECTORY))
  case "write": return descriptor(unsafe open(object, O_WRONLY | O_CREAT, 0o600))
  case "run":
    var process: pid_t = 0
    var list: [UnsafeMutablePointer<CChar>?] = unsafe [strdup(object), nil]
    defer { unsafe free(list[0]) }
    errno = unsafe posix_spawn(&process, object, nil, nil, &list, environ)
    return errno == 0
  case "ask":
    let isIP = object == "ip"
    return descriptor(
      socket(isIP ? AF_INET : AF_NETLINK, Int32((isIP ? SOCK_DGRAM : SOCK_RAW).rawValue), 0)
    )
  case "meet":
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard number >= 0 else { return false }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    return unsafe withUnsafeMutableBytes(of: &address) {
      let place = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
      unsafe UnsafeMutableRawBufferPointer(rebasing: $0[place...]).copyBytes(from: object.utf8)
      let size = socklen_t($0.count)
      return unsafe connect(number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, size) == 0
    }
  case "signal": return kill(Int32(object) ?? 0, 0) == 0
  default:
    let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard number >= 0 else { return false }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = (UInt16(object) ?? 0).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe (what == "connect" ? connect(number, $0, size) : bind(number, $0, size)) == 0
      }
    }
  }
}

func descriptor(_ number: Int32) -> Bool { number >= 0 }

for argument in arguments {
  let words = argument.split(separator: " ", maxSplits: 1).map(String.init)
  let isDone = attempt(words[0], words[1])
  print("\(argument): \(isDone ? "done" : unsafe String(cString: strerror(errno)))")
}

import Foundation
import Support
import Testing

@Suite(.temporaryHouse)
struct ServiceTests {
  @Test(arguments: [[], ["--index", "work"]])
  func `systemd accepts the unit`(index: [String]) throws {
    let house = TemporaryHouse.current
    let unit = try house.run(
      ["service", "install", "--dry-run"] + index,
      environment: ["HOME": house.root.path]
    )
    #expect(unit.status == 0)
    for directive in [
      "NoNewPrivileges=yes", "ProtectSystem=strict", "RestrictAddressFamilies=AF_UNIX",
      "Restart=on-failure", "MemoryMax=",
    ] {
      #expect(unit.output.contains(directive))
    }
    let file = house.root.appending(path: index.isEmpty ? "qmd.service" : "qmd@work.service")
    try Data(unit.output.utf8).write(to: file)
    let verify = Process()
    verify.executableURL = URL(filePath: "/usr/bin/systemd-analyze")
    verify.arguments = ["verify", "--user", file.path]
    let said = PrivatePipe()
    verify.standardError = said.writing
    verify.environment = [
      "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": house.root.path, "SYSTEMD_LOG_LEVEL": "err",
      "HOME": house.root.path,
    ]
    try verify.run()
    let complaints = String(decoding: try said.rest(), as: UTF8.self)
    verify.waitUntilExit()
    #expect(verify.terminationStatus == 0, "\(complaints)")
    #expect(!complaints.contains(file.lastPathComponent), "\(complaints)")
  }
}

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
      "DirectoryNotEmpty=\(house.root.path)", "teach --wanted", "CPUSchedulingPolicy=idle",
      "NoNewPrivileges=yes", "ProtectSystem=strict", "RestrictAddressFamilies=AF_UNIX",
      "Restart=on-failure", "MemoryMax=",
    ] {
      #expect(unit.output.contains(directive))
    }
    // Each unit follows a line with its file.
    var files: [URL] = []
    for part in unit.output.components(separatedBy: "# \(house.root.path)/").dropFirst() {
      let name = String(part.prefix { $0 != "\n" })
      let file = house.root.appending(
        path: URL(filePath: name).lastPathComponent.replacing("qmd@.", with: "qmd@work.")
      )
      try Data(part.drop { $0 != "\n" }.utf8).write(to: file)
      files.append(file)
    }
    #expect(
      files.map(\.lastPathComponent)
        == (index.isEmpty
          ? ["qmd.service", "qmd-lesson.path", "qmd-lesson.service"]
          : ["qmd@work.service", "qmd-lesson@work.path", "qmd-lesson@work.service"])
    )
    let verify = Process()
    verify.executableURL = URL(filePath: "/usr/bin/systemd-analyze")
    verify.arguments = ["verify", "--user"] + files.map(\.path)
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
    #expect(!files.contains { complaints.contains($0.lastPathComponent) }, "\(complaints)")
  }
}

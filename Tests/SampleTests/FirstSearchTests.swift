import FoundationEssentials
import Support
import Testing

/// The first search of everybody who tries the program, as the sample's README gives it.
@Suite(.temporaryHouse)
struct FirstSearchTests {
  @Test func `"discount prospect" finds the playbook first and its near neighbours after it`() throws {
    let house = TemporaryHouse.current
    let repository = Sample.root.deletingLastPathComponent()
    let added = try house.qmd("collection", "add", "memories-sample", "--name", "sample", in: repository)
    #expect(added.status == 0, "\(added.error)")

    let found = try house.qmd("search", "discount prospect", "-n", "20", "--json")
    let hits = try JSONDecoder().decode([Hit].self, from: Data(found.output.utf8)).map(\.path)
    #expect(hits.first == "sales/discount-for-a-prospect.md")
    // Skills apart: a skill stands beside the playbook it came from.
    let playbooks = hits.filter { !$0.hasPrefix("skills/") && $0 != "README.md" }
    let neighbours: Set = [
      "customers/discount-at-renewal.md", "deals/partner-and-reseller-discounts.md",
    ]
    #expect(Set(playbooks.dropFirst().prefix(2)) == neighbours)
  }

  @Test func `all contracts of the sample are sound to the program itself`() throws {
    let house = TemporaryHouse.current
    let repository = Sample.root.deletingLastPathComponent()
    try house.qmd("collection", "add", "memories-sample", "--name", "sample", in: repository)
    let checked = try house.qmd("contract", "check")
    #expect(checked.status == 0, "\(checked)")
    let count = Sample.library.skills.count
    #expect(checked.output.hasSuffix("\(count) contracts: 0 broken, \(count) sound\n"), "\(checked)")
  }

  private struct Hit: Decodable {
    let file: String
    var path: String { file.replacing("qmd://sample/", with: "") }
  }
}

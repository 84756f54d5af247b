import Plumbing
import Teaching

/// The first thing on the page: how much of what was promised is kept, and how sure that is.
extension AuditPage {
  func score(_ page: inout Markup) {
    let tally = report.tally
    page.element("p", ["class": "eyebrow"]) { page in
      page.text("Recall audit · ")
      page.element("time", ["datetime": report.at.iso8601]) {
        $0.text(Self.day(report.at) + ", " + report.at.format("%H:%M", utc: true) + " UTC")
      }
    }
    guard tally.kept.total > 0 else {
      page.element("h1", ["class": "none"], "No score yet")
      page.element("p", ["class": "lede"]) { page in
        page.text(
          report.skills.isEmpty
            ? "There is no skill in this library."
            : "No query counts: no skill of this library has a contract. "
        )
        guard !report.skills.isEmpty else { return }
        page.text("Write one with ")
        page.element("code", "qmd contract new <skill>")
        page.text(".")
      }
      return circumstances(&page)
    }
    page.element("h1") { page in
      page.element("span", ["class": "score"], Self.percent(tally.kept.share))
      page.element("span", ["class": "of"], " of contract queries kept")
    }
    page.element("p", ["class": "lede"]) { page in
      let broken = report.skills.count(where: \.isBroken)
      page.text(
        "\(Wording.grouped(tally.kept.hits)) of \(Wording.count(tally.kept.total, "query", "queries")). "
      )
      page.text(
        broken == 0
          ? "Every contract holds."
          : "\(Wording.count(broken, "skill")) of \(Wording.grouped(report.skills.count)) "
            + (broken == 1 ? "breaks its contract." : "break their contracts.")
      )
    }
    scale(tally.kept, &page)
    figures(tally, &page)
    circumstances(&page)
  }

  /// The score on a line from 0 to 100, with the interval in which chance may have moved it.
  private func scale(_ rate: Rate, _ page: inout Markup) {
    let interval = rate.interval
    let said = "\(Self.percent(rate.share)), 95% interval \(Self.percent(interval))"
    page.element("figure", ["class": "scale"]) { page in
      page.element("svg", ["role": "img", "aria-label": said, "width": "100%", "height": "22"]) { page in
        page.empty("rect", ["class": "track", "x": "0", "y": "8", "width": "100%", "height": "6", "rx": "3"])
        page.empty(
          "rect",
          [
            "class": "interval", "x": Plot.percent(interval.lowerBound), "y": "8",
            "width": Plot.percent(interval.upperBound - interval.lowerBound), "height": "6", "rx": "3",
          ]
        )
        let place = Plot.percent(rate.share)
        page.empty("line", ["class": "here", "x1": place, "x2": place, "y1": "2", "y2": "20"])
      }
      page.element("figcaption", "95% interval \(Self.percent(interval)) (Wilson)")
    }
  }

  private func figures(_ tally: RecallFigures, _ page: inout Markup) {
    page.element("dl", ["class": "figures"]) { page in
      figure("First of all skills", tally.first, &page)
      figure("Among the first \(report.k)", tally.within(report.k), &page)
      figure("First five of all", tally.mixed, &page)
      if tally.first.total > 0 {
        figure("Mean of 1 ⁄ rank", Wording.decimals(tally.meanReciprocalRank, 3), "MRR", &page)
      }
      if tally.falseTriggers.total > 0 {
        figure(
          "False triggers",
          Wording.grouped(tally.falseTriggers.hits),
          "of \(Wording.grouped(tally.falseTriggers.total)) to be left alone",
          &page
        )
      }
    }
  }

  private func figure(_ name: String, _ rate: Rate, _ page: inout Markup) {
    guard rate.total > 0 else { return }
    figure(
      name,
      Self.percent(rate.share),
      "\(Wording.grouped(rate.hits)) of \(Wording.grouped(rate.total))",
      &page
    )
  }

  private func figure(_ name: String, _ value: String, _ note: String, _ page: inout Markup) {
    page.element("div") { page in
      page.element("dt", name)
      page.element("dd") { page in
        page.element("b", value)
        page.element("span", note)
      }
    }
  }

  /// What was measured, and how.
  private func circumstances(_ page: inout Markup) {
    var parts = [
      report.isPartial
        ? "Only \(Wording.count(report.skills.count, "skill"))" : Wording.count(report.skills.count, "skill"),
      Wording.count(report.documents, "document") + " searched",
    ]
    parts.append("asked \(report.mode.phrase)")
    parts.append("fingerprint \(report.fingerprint.prefix(12))")
    page.element("p", ["class": "circumstances"], parts.joined(separator: " · "))
  }
}

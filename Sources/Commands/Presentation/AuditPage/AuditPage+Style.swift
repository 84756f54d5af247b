extension AuditPage {
  /// One column of text, ink on paper; red only where a contract is broken, and there with a sign beside it.
  ///
  /// Every pair of ink and ground has a contrast of 4.5 or more. No `<` and no `&` in here, so that the page
  /// is well-formed XML, too.
  static let style: StaticString = """

    :root {
      --paper: #fbfaf6; --ink: #22252a; --soft: #5f6269; --rule: #dedad0; --faint: #f2efe7;
      --good: #226a5e; --bad: #a3341f; --band: #d5e3dd; --tick: #b9c9c2;
      --h1: #f7e4dc; --h2: #eec5b6; --h3: #dd9a84; --h4: #b44a33; --h5: #862515; --on-h: #22252a;
      --on-h-dark: #fff;
      --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", "Noto Serif", Georgia,
      serif;
      --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
      color-scheme: light dark;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --paper: #17191c; --ink: #e7e4dc; --soft: #a5a49d; --rule: #34373b; --faint: #202327;
        --good: #74c4b2; --bad: #f0937e; --band: #24403a; --tick: #47655d;
        --h1: #38241f; --h2: #572f26; --h3: #7b3e30; --h4: #e08a74; --h5: #f7b9a8;
        --on-h: #f4ece8; --on-h-dark: #17191c;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 3.5rem 1.5rem 3rem; max-width: 50rem; background: var(--paper);
      color: var(--ink);
      font: 1rem/1.55 var(--sans); font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
    }
    p { margin: 0 0 .6rem; }
    a { color: inherit; text-decoration: underline; text-decoration-color: var(--tick);
      text-underline-offset: .2em; }
    a:hover { text-decoration-color: currentColor; }
    :focus-visible { outline: 2px solid var(--good); outline-offset: 3px; border-radius: 2px; }
    code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--faint);
      padding: .1em .35em; border-radius: 3px; }
    .vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    .bad { color: var(--bad); font-weight: 600; }
    .note, .eyebrow, .circumstances, .address, figcaption { color: var(--soft); font-size: .875rem; }
    .count { color: var(--soft); font-weight: 400; }
    section { margin-top: 4rem; }
    h1, h2 { font-family: var(--serif); font-weight: 400; line-height: 1.15; letter-spacing: -.01em; }
    h1 { margin: .4rem 0 .8rem; }
    h1.none, h1 .score { font-size: clamp(3.5rem, 15vw, 6rem); line-height: 1; }
    h1.none { font-size: clamp(2.5rem, 9vw, 4rem); }
    h1 .of { font-size: 1.4rem; color: var(--soft); white-space: nowrap; }
    h2 { font-size: 1.75rem; margin: 0 0 .4rem; }
    h3 { font-size: 1rem; font-weight: 600; margin: 1.4rem 0 .4rem; }
    .lede { font-size: 1.125rem; }
    .circumstances { margin-top: 1.6rem; }
    figure { margin: 1.2rem 0; }
    svg { display: block; overflow: visible; }
    svg text { font-size: 12px; fill: var(--soft); font-family: var(--sans); }

    .scale { max-width: 30rem; }
    .scale .track { fill: var(--rule); }
    .scale .interval { fill: var(--good); opacity: .45; }
    .scale .here { stroke: var(--ink); stroke-width: 2.5; }

    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 1.2rem 1rem;
      margin: 2rem 0 0; padding: 1.2rem 0 0; border-top: 1px solid var(--rule); }
    .figures dt { font-size: .8125rem; color: var(--soft); }
    .figures dd { margin: 0; }
    .figures b { display: block; font: 400 1.6rem/1.3 var(--serif); }
    .figures span { display: block; font-size: .8125rem; color: var(--soft); line-height: 1.35; }

    .history .grid { stroke: var(--rule); }
    .history .band { fill: var(--band); }
    .history .course { fill: none; stroke: var(--good); stroke-width: 2; stroke-linejoin: round;
      vector-effect: non-scaling-stroke; }
    .history .whisker { stroke: var(--band); stroke-width: 10; stroke-linecap: round; }
    .history circle { fill: var(--good); stroke: var(--paper); stroke-width: 1.5; }
    .history .last { fill: var(--ink); font-weight: 600; font-size: 14px; }

    ul { margin: .4rem 0; padding: 0; list-style: none; }
    .facts li { padding: .35rem 0; }
    .moves li { padding: .6rem 0 .6rem 1.6rem; border-top: 1px solid var(--rule); position: relative; }
    .moves li::before { content: "✗"; position: absolute; left: .2rem; color: var(--bad); }
    .moves.won li::before { content: "✓"; color: var(--good); }
    .moves .more::before { content: ""; }
    .moves span { display: block; }

    table { border-collapse: collapse; width: 100%; }
    th { font-weight: 400; text-align: start; }
    thead th { font-size: .8125rem; color: var(--soft); vertical-align: bottom; padding: .3rem 0; }
    .n { text-align: end; white-space: nowrap; padding-inline-start: 1rem; }
    tbody td, tbody th { vertical-align: top; padding: .5rem 0; border-top: 1px solid var(--rule); }
    tbody .n { padding-inline-start: 1rem; }
    .q { max-height: 9.3em; overflow: auto; white-space: pre-wrap; }
    .why { font-size: .875rem; color: var(--soft); margin: 0; }
    .why b { color: var(--bad); font-weight: 600; }
    .advice { font-size: .875rem; margin: .15rem 0 0; }
    .queries thead th:nth-child(2) { width: 100%; }
    .mark { color: var(--good); }
    tbody .mark { padding-inline-end: .75rem; }
    .lost .mark { color: var(--bad); font-weight: 700; }
    .lost td.n { color: var(--bad); }
    .reason td { border-top: 0; padding-top: 0; }
    .lost td, .lost th { padding-bottom: .15rem; }
    .group td, .group th { border-top: 0; padding: 1rem 0 .4rem; font-size: .875rem; font-weight: 600; }
    .more { color: var(--soft); }
    .apart { margin: 1.4rem 0 .6rem; padding-inline-start: 1rem; border-inline-start: 2px solid var(--rule); }
    .apart .note { margin: 0; }
    .remark { font-size: .875rem; padding-inline-start: .8rem; border-inline-start: 3px solid var(--bad); }

    summary { cursor: pointer; list-style: none; }
    summary::-webkit-details-marker { display: none; }
    .plain summary, .fold summary { color: var(--soft); font-size: .875rem; padding: .4rem 0; }
    .plain summary::before, .fold summary::before, .skill summary::before {
      content: "▸"; display: inline-block; width: 1.6rem; color: var(--soft); }
    .plain[open] summary::before, .fold[open] summary::before, .skill[open] summary::before {
      content: "▾"; }
    .skill { border-top: 1px solid var(--rule); }
    .skill:last-of-type { border-bottom: 1px solid var(--rule); }
    .skill[open] { padding-bottom: 1.4rem; }
    .skill summary { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: .5rem;
      padding: .7rem 0; }
    .skill summary::before { margin-inline-end: -.5rem; }
    .skill h3 { margin: 0; flex: 1 1 0; min-width: 9rem; }
    .skill .kept { color: var(--soft); font-size: .875rem; text-align: end; min-width: 9.5rem; }
    .skill:target summary { background: var(--faint); }
    .address { margin: 0 0 .2rem 1.6rem; }
    .ticks { display: flex; align-items: flex-end; gap: 2px; height: 14px; margin: 0 1rem; }
    .ticks i { width: 3px; height: 6px; background: var(--tick); border-radius: 1px; }
    .ticks .x { height: 14px; background: var(--bad); }

    .scroll { overflow-x: auto; padding-bottom: .5rem; }
    .map { width: auto; border-spacing: 2px; border-collapse: separate; font-size: .875rem; }
    .map th, .map td { border: 0; padding: .3rem .4rem; }
    .map a { text-decoration: none; }
    .map thead th { vertical-align: bottom; text-align: start; }
    .map thead span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 11rem;
      white-space: nowrap;
      overflow: hidden; text-overflow: ellipsis; display: inline-block; }
    .map thead .vh { writing-mode: initial; }
    .map tbody th { position: sticky; left: 0; background: var(--paper); min-width: 7rem; max-width: 13rem;
      line-height: 1.3; vertical-align: middle; padding-inline-start: 0; }
    .map tbody td { text-align: center; vertical-align: middle; min-width: 2.1rem; height: 2.1rem;
      background: var(--faint); border-radius: 3px; color: var(--on-h); }
    .map td.h1 { background: var(--h1); } .map td.h2 { background: var(--h2); }
    .map td.h3 { background: var(--h3); }
    .map td.h4 { background: var(--h4); color: var(--on-h-dark); }
    .map td.h5 { background: var(--h5); color: var(--on-h-dark); }
    .map td.all { background: none; color: var(--soft); }
    .map td.self { background: none; }

    .legend { display: grid; grid-template-columns: 11rem 1fr; gap: .5rem 1.5rem; font-size: .875rem;
      margin: .6rem 0; }
    .legend dt { font-weight: 600; }
    .legend dd { margin: 0; color: var(--soft); }
    footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--soft);
      font-size: .875rem; }

    @media (max-width: 36rem) {
      body { padding: 2rem 1rem; }
      section { margin-top: 3rem; }
      .wide { display: none; }
      .n { padding-inline-start: .7rem; }
      .figures { grid-template-columns: 1fr 1fr; }
      h1 .of { display: block; margin-top: .4rem; white-space: normal; }
      .skill .ticks { order: 3; flex-basis: 100%; margin: .4rem 0 0 1.6rem; }
      .skill .kept { min-width: 0; }
      .map tbody th { max-width: 8.5rem; }
      .legend { grid-template-columns: 1fr; gap: 0; }
      .legend dd { margin-bottom: .7rem; }
      .apart { padding-inline-start: .6rem; }
    }
    @media print {
      @page { margin: 16mm 14mm; }
      body { max-width: none; padding: 0; font-size: 10pt; background: none; }
      section { margin-top: 2rem; }
      h2, h3, summary, .group, thead, .lost { break-after: avoid; }
      .reason { break-before: avoid; }
      tr, li, figure, .map, .figures div { break-inside: avoid; }
      details::details-content { display: block; content-visibility: visible; height: auto; }
      .plain { display: none; }
      .skill summary::before, .skill[open] summary::before { content: none; }
      .note, .address { break-after: avoid; }
      tbody td, tbody th { padding: .3rem 0; }
      .fold summary { display: none; }
      .q { max-height: none; }
      .scroll { overflow: visible; }
      .map, .ticks, .scale, .history { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }

    """
}

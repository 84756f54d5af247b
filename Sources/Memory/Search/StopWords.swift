/// English words that carry no topic by themselves: articles, pronouns, auxiliaries, questions, politeness.
///
/// Left out of a query's words unless it has no others; never left out of the index or of a quoted phrase.
enum StopWords {
  static let english: Set<String> = Set(
    """
    a about after all also am an and any are as at be because been before being but by can cannot could did do does
    doing don done for from further had has have having he her here hers him his how however i if in into is it its
    itself just let me might more most my myself no nor not of off on once only or other our ours out over own please
    s same shall she should so some such t than that the their theirs them themselves then there these they this those
    through to too under until up upon us very was we were what when where whether which while who whom whose why will
    with would you your yours yourself im ive id ll re ve d m
    """.split(whereSeparator: \.isWhitespace).map(String.init)
  )

  /// Words of asking and of doing in general: they are looked for, but count little beside the words of the matter.
  static let asking: Set<String> = Set(
    """
    ask check find get getting give go going got handle help how's know like look looking make making need needs
    provide recommend say see show suggest suggestion suggestions tell thing things tried try trying use used using
    want wants way work working able best best good great specific information interested recently lately currently
    """.split(whereSeparator: \.isWhitespace).map(String.init)
  )
}

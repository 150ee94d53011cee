/// When a trial began and how long each of its tokens took.
struct TrialTimes {
  let start: Moment
  let deltasUs: [Int64]

  /// Tokens a second after the first one; 0 where there are none.
  var rate: Double {
    let us = deltasUs.dropFirst().reduce(0, +)
    return us > 0 ? Double(deltasUs.count - 1) / Double(us) * 1e6 : 0
  }
}

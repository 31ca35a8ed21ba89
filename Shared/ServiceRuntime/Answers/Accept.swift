import HTTP

/// The forms in which lists and reports are given.
public enum AnswerFormat: Hashable, Sendable {
  case json
  case csv

  /// CSV where the path ends in `.csv` or `Accept` prefers `text/csv` to JSON; else JSON.
  public init(of request: HTTPRequest) {
    if request.path.hasSuffix(".csv") {
      self = .csv
      return
    }
    let accepted = QualityList(request.headers.values(of: "Accept").joined(separator: ","))
    // Only an entry of its own asks for CSV: `*/*` is what every client sends.
    let csv = accepted.items.first { $0.value == "text/csv" }?.quality ?? 0
    let json = accepted.items.first { $0.value == "application/json" }?.quality ?? 0
    self = csv > json ? .csv : .json
  }
}

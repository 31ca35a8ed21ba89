/// What a customer drew with a pen, a finger or a mouse (H4): strokes of points in whole units of a box, from its upper
/// left corner. Strokes and not a picture: they are small, print sharply, and nothing has to decode them.
public struct Signature: Hashable, Sendable {
  public struct Point: Codable, Hashable, Sendable {
    public var x: Int
    public var y: Int

    public init(x: Int, y: Int) { (self.x, self.y) = (x, y) }
  }

  public static let width = 600
  public static let height = 200
  public static let strokeLimit = 100
  /// Points of all strokes together.
  public static let pointLimit = 2_000
  /// Units that the pen goes at least; less is a slip and no signature.
  public static let leastInk = 60

  /// SVG's path data: absolute `M` and `L`.
  public let path: String

  /// Throws with a pointer for what is no signature: nothing, too much, outside of the box, hardly any ink.
  public init(_ strokes: [[Point]], at pointer: String) throws(InvalidField) {
    guard strokes.contains(where: { !$0.isEmpty }) else { throw InvalidField(pointer, .noItems) }
    guard strokes.count <= Self.strokeLimit else { throw InvalidField(pointer, .tooManyItems(limit: Self.strokeLimit)) }
    guard strokes.reduce(0, { $0 + $1.count }) <= Self.pointLimit else {
      throw InvalidField(pointer, .tooManyItems(limit: Self.pointLimit))
    }
    let box = (x: 0...Self.width, y: 0...Self.height)
    for (index, stroke) in strokes.enumerated() {
      guard stroke.allSatisfy({ box.x.contains($0.x) && box.y.contains($0.y) }) else {
        throw InvalidField("\(pointer)/\(index)", .outsideOfBox(width: Self.width, height: Self.height))
      }
    }
    guard strokes.reduce(0, { $0 + Self.length(of: $1) }) >= Self.leastInk else {
      throw InvalidField(pointer, .hardlyAnyInk)
    }
    path = strokes.map(Self.path).joined()
  }

  /// By the longer side of each step, so that it needs no root.
  private static func length(of stroke: [Point]) -> Int {
    zip(stroke, stroke.dropFirst()).reduce(0) { $0 + max(abs($1.0.x - $1.1.x), abs($1.0.y - $1.1.y)) }
  }

  private static func path(_ stroke: [Point]) -> String {
    stroke.enumerated().map { "\($0 == 0 ? "M" : "L")\($1.x) \($1.y)" }.joined()
  }
}

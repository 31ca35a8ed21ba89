/// The members that no container of their object knows.
struct Strays {
  /// What one decoder of an object found: a type may read its object through several key types, and what any of them
  /// knows is known.
  struct Found {
    let object: Int
    var names: [String]
  }

  private(set) var found: [Found] = []
  /// By decoder: where its findings are, nil where it knows all.
  private var places: [Int: Int?] = [:]
  private var decoders = 0

  mutating func nextDecoder() -> Int {
    decoders += 1
    return decoders
  }

  /// A key type that cannot be made of a member's name does not know it. All names are needed the first time only.
  mutating func check<Key: CodingKey>(_ keys: Key.Type, _ decoder: Int, object: Int, names: [String]) {
    if let place = places[decoder] {
      if let place { found[place].names.removeAll { Key(stringValue: $0) != nil } }
      return
    }
    let unknown = names.filter { Key(stringValue: $0) == nil }
    places[decoder] = unknown.isEmpty ? .some(nil) : found.count
    if !unknown.isEmpty { found.append(Found(object: object, names: unknown)) }
  }

  func knows(_ decoder: Int) -> Bool { places[decoder] != nil }
}

extension Input {
  /// A decoder of this object reads it through these keys.
  func note<Key: CodingKey>(_ keys: Key.Type, _ decoder: Int, object: Int) {
    let names = strays.pointee.knows(decoder) ? [] : names(of: object)
    strays.pointee.check(keys, decoder, object: object, names: names)
  }
}

/// Why bytes are no JSON text that is taken.
public enum JSONError: Error, Hashable, Sendable {
  /// The grammar is broken at this byte.
  case syntax(offset: Int)
  /// The string that begins at this byte is not UTF-8, or half of a surrogate pair.
  case invalidUnicode(offset: Int)
  /// More than 64 arrays and objects inside one another.
  case tooDeep(offset: Int)
  /// An object names this member twice.
  case duplicateKey(String, offset: Int)
}

/// Why one value of a JSON text could not be read strictly, and where it stands.
public struct ReadingFault: Error, Sendable {
  public enum Reason: Sendable {
    case missing
    /// The member is there, and no type asks for it.
    case unknown
    case wrongType(needed: Needed, found: Found)
    /// A whole number that the type cannot hold: its least and its greatest, as text.
    case outOfRange(least: String, greatest: String)
    case tooManyDigits
    /// The type's own `init(from:)` refused it, with these words.
    case refused(by: Any.Type, words: String)
  }

  /// What a type can be read from.
  public enum Needed: Sendable { case text, truth, wholeNumber, number, list, object }

  /// What was there instead.
  public enum Found: Sendable {
    case null, truth, text, list, object
    case number(String)
  }

  /// RFC 6901.
  public let pointer: String
  public let reason: Reason

  /// The same for those who may not see what stood there.
  public var withoutContent: ReadingFault {
    switch reason {
    case .wrongType(let needed, .number):
      ReadingFault(pointer: pointer, reason: .wrongType(needed: needed, found: .number("")))
    default: self
    }
  }
}

extension UnsafeMutablePointer<Input> {
  /// What is thrown for a value that does not fit, or for a member or element that is not there.
  func misfit(
    _ reason: @autoclosure () -> ReadingFault.Reason, at index: Int, under key: PathKey? = nil
  ) -> any Error {
    guard pointee.isStrict else {
      pointee.isUnusual = true
      return Unusual()
    }
    return ReadingFault(pointer: jsonPointer(pointee.path(index) + (key.map { [$0] } ?? [])), reason: reason())
  }

  func misfit(needed: ReadingFault.Needed, at index: Int) -> any Error {
    misfit(.wrongType(needed: needed, found: pointee.found(index)), at: index)
  }

  /// What is thrown for what a type itself threw while it was read here.
  func refusal(_ error: any Error, by type: Any.Type, at index: Int) -> any Error {
    guard pointee.isStrict else {
      pointee.isUnusual = true
      return error
    }
    guard let error = error as? DecodingError else { return error }
    let (context, key): (DecodingError.Context, (any CodingKey)?) =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): (context, nil)
      case .keyNotFound(let key, let context): (context, key)
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: "\(error)"), nil)
      }
    let own = pointee.path(index)
    let path = context.codingPath.count < own.count ? own : context.codingPath
    return ReadingFault(
      pointer: jsonPointer(path + (key.map { [$0] } ?? [])),
      reason: key == nil ? .refused(by: type, words: context.debugDescription) : .missing)
  }
}

extension Input {
  fileprivate func found(_ index: Int) -> ReadingFault.Found {
    switch tokens[index].kind {
    case .null: .null
    case .yes, .no: .truth
    case .number: .number(String(decoding: text(index), as: UTF8.self))
    case .text: .text
    case .array: .list
    case .object: .object
    }
  }
}

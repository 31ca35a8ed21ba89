/// Reads a JSON text so that nothing in it is overlooked: no member twice, none that the type does not ask for, and each
/// fault with its place. Foundation's decoder forgets the first, drops the second, and reads numbers before it knows
/// what they are for.
public struct StrictReading<Value> {
  /// The value, or the first that could not be read: a `ReadingFault`, or what a type itself threw.
  public let result: Result<Value, any Error>
  /// All the members that nobody asks for, as far as the text was read.
  public let unknown: [ReadingFault]

  /// Throws where the bytes are no JSON text.
  public init(_ type: Value.Type = Value.self, from bytes: [UInt8]) throws(JSONError) where Value: Decodable {
    do {
      self = try Input.read(bytes, isStrict: true) { input in
        let result = Result { try input.read(type, at: 0) }
        return StrictReading(result: result, unknown: input.pointee.unknownMembers())
      }
    } catch let error as JSONError {
      throw error
    } catch {
      self.init(result: .failure(error), unknown: [])
    }
  }

  private init(result: Result<Value, any Error>, unknown: [ReadingFault]) {
    self.result = result
    self.unknown = unknown
  }
}

extension Input {
  fileprivate func unknownMembers() -> [ReadingFault] {
    strays.pointee.found.flatMap { found in
      let object = jsonPointer(path(found.object))
      return found.names.map {
        ReadingFault(pointer: object + jsonPointer([PathKey(stringValue: $0)]), reason: .unknown)
      }
    }
  }
}

import Foundation
import Kernel

/// Spoils JSON and bytes from a seed: the same seed spoils the same way.
struct Mutator {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(max(1, count))) }

  /// JSON texts that have broken readers before: ends of ranges, dates that are none, texts that look like others.
  private static let hostile: [String] = [
    "null", "true", "0", "-1", "1", "7", "0.5", "-0.0", "1e308", "-1e308", "1e-400", "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "9007199254740991", "-9007199254740991", "1000000000000",
    "2147483648",
    "\"\"", "\"a\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"١٢٣\"", "\"-1\"", "\"CNY\"", "\"JPY\"", "\"0000-01-01\"",
    "\"0001-01-01\"", "\"9999-12-31\"", "\"2026-02-30\"", "\"99999-01-01\"", "\"-2026-01-01\"", "\"1970-01-01\"",
    "\"2026-11-22T00:00:00Z\"", "\"9999-12-31T23:59:59.999Z\"", "\"24:00\"", "\"00:00\"", "[]", "{}", "[null]", "[[]]",
    "{\"amount\":9007199254740991,\"currency\":\"CNY\"}", "{\"amount\":-9007199254740991,\"currency\":\"JPY\"}",
    "{\"value\":1000000000000,\"scale\":6}", "{\"value\":-1000000000000,\"scale\":0}", "{\"value\":0,\"scale\":0}",
  ]

  /// JSON with one to three values, members or elements changed, and now and then broken as text.
  mutating func spoil(_ json: [UInt8]) -> [UInt8] {
    guard below(6) > 0, var value = try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)
    else { return spoilBytes(json) }
    var texts: [String] = []
    for _ in 0...below(3) { value = change(value, &texts) }
    guard let data = try? JSONSerialization.data(withJSONObject: [value], options: [.withoutEscapingSlashes]) else {
      return spoilBytes(json)
    }
    // Numbers beyond what JSONSerialization can hold are written as text afterwards.
    var text = String(String(decoding: data, as: UTF8.self).dropFirst().dropLast())
    for (index, hostile) in texts.enumerated() {
      text = text.replacingOccurrences(of: "\"\(Self.tag(index))\"", with: hostile)
    }
    return below(10) == 0 ? spoilBytes(Array(text.utf8)) : Array(text.utf8)
  }

  private static func tag(_ index: Int) -> String { "~hostile-\(index)~" }

  private mutating func change(_ value: Any, _ texts: inout [String]) -> Any {
    if var object = value as? [String: Any], !object.isEmpty {
      let key = object.keys.sorted()[below(object.count)]
      switch below(8) {
      case 0: object[key] = nil
      case 1: object["unknown"] = object[key]
      case 2: object[key] = object[object.keys.sorted()[below(object.count)]]
      default: object[key] = change(object[key] as Any, &texts)
      }
      return object
    }
    if var array = value as? [Any], !array.isEmpty {
      let index = below(array.count)
      switch below(6) {
      case 0: array.remove(at: index)
      case 1: array.append(array[index])
      case 2: array += Array(repeating: array[index], count: 100)
      default: array[index] = change(array[index], &texts)
      }
      return array
    }
    texts.append(Self.hostile[below(Self.hostile.count)])
    return Self.tag(texts.count - 1)
  }

  /// Bytes with some flipped, cut, doubled or put in.
  mutating func spoilBytes(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(3) {
      guard !bytes.isEmpty else { return [UInt8(below(256))] }
      let index = below(bytes.count)
      let end = min(bytes.count, index + 1 + below(20))
      switch below(5) {
      case 0: bytes[index] ^= UInt8(1 << below(8))
      case 1: bytes.removeSubrange(index..<end)
      case 2: bytes.insert(contentsOf: bytes[index..<end], at: index)
      case 3: bytes.insert(UInt8(below(256)), at: index)
      default: bytes.removeSubrange(index...)
      }
    }
    return bytes
  }
}

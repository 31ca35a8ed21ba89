import FoundationEssentials
import Glibc
import Kernel

/// A mail with one file, as RFC 5322 and MIME write it.
struct Mail: Sendable {
  var from: String
  var to: [String]
  var subject: String
  var text: String
  var file: (name: String, mediaType: String, bytes: [UInt8])
  /// The same for each try to send it, so that who gets it twice can tell.
  var id: String
  var date: Instant

  /// Whether a text is an address that mail can be handed on to: ASCII, one `@`, nothing that would break a line.
  static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
      && parts[1].utf8.allSatisfy { byte in
        (97...122).contains(byte | 32) || (48...57).contains(byte) || byte == 45 || byte == 46
      }
      && parts[0].utf8.allSatisfy { $0 > 32 && $0 < 127 && !#"()<>[]:;@\,""#.utf8.contains($0) }
  }

  var bytes: [UInt8] {
    let boundary = "joinery-\(id)"
    let lines = [
      "From: <\(from)>", "To: \(to.map { "<\($0)>" }.joined(separator: ",\r\n "))", "Subject: \(Self.words(subject))",
      "Date: \(Self.date(date))", "Message-ID: <\(id)@\(from.split(separator: "@").last ?? "joinery")>",
      "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
      "Content-Type: multipart/mixed; boundary=\"\(boundary)\"", "", "--\(boundary)",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
      Self.base64(Array(text.utf8)), "--\(boundary)",
      "Content-Type: \(file.mediaType)", "Content-Transfer-Encoding: base64",
      "Content-Disposition: attachment;\r\n \(Self.parameter(file.name))",
      "", Self.base64(file.bytes), "--\(boundary)--", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  /// RFC 2047: words of at most 75 characters, none of which ends within a character.
  static func words(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) else { return text }
    var words: [String] = []
    var word = ""
    for character in text.unicodeScalars {
      if word.utf8.count + UTF8.width(character) > 45 {
        words.append(word)
        word = ""
      }
      word.unicodeScalars.append(character)
    }
    return (words + [word]).map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let text = Array(Data(bytes).base64EncodedString().utf8)
    return stride(from: 0, to: text.count, by: 76).map { start in
      String(decoding: text[start..<min(text.count, start + 76)], as: UTF8.self)
    }.joined(separator: "\r\n")
  }

  /// RFC 2231 where a name is no ASCII. Both forms beside each other would have some clients take the poorer one.
  private static func parameter(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    return isPlain ? "filename=\"\(name)\"" : "filename*=UTF-8''\(percent(name))"
  }

  private static func percent(_ text: String) -> String {
    text.utf8.map { byte in
      (97...122).contains(byte | 32) || (48...57).contains(byte) || [45, 46, 95].contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  /// `Sun, 22 Nov 2026 08:30:00 +0000`
  private static func date(_ instant: Instant) -> String {
    var seconds = time_t(instant.milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return
      "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(1900 + parts.tm_year) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) +0000"
  }
}

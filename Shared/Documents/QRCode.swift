import CQrencode

/// QR codes (ISO/IEC 18004), which a phone's camera reads from a screen or from paper.
public enum QRCode {
  /// The modules of white that readers need on each side.
  private static let quiet = 4

  /// The text as a picture that scales, black on white; 15 % of it may be covered (level M). Nil where the text is longer
  /// than a code holds, 2,331 bytes, or empty.
  public static func svg(_ text: String) -> HTML? {
    guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    let modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
    var path = ""
    for y in 0..<width {
      var x = 0
      while x < width {
        let start = x
        // The lowest bit of a module says that it is black.
        while x < width, modules[y * width + x] & 1 == 1 { x += 1 }
        if x > start { path += "M\(start + quiet) \(y + quiet)h\(x - start)v1h-\(x - start)z" } else { x += 1 }
      }
    }
    let size = width + 2 * quiet
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size) \(size)" shape-rendering="crispEdges" role="img">\
      <path fill="#fff" d="M0 0h\(size)v\(size)h-\(size)z"/><path d="\(path)"/></svg>
      """
  }
}

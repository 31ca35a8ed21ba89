import Glibc

/// What a process needs to start, and then never again: settings, relocations, the description of its routes, the code
/// of all that.
enum StartMemory {
  /// Gives it back. A program's own pages are only unmapped: they stay in the system's cache, from where those that are
  /// still used come back one by one.
  static func giveBack() {
    for line in (readText("/proc/self/maps") ?? "").split(separator: "\n") where line.contains(" r-xp ") {
      let bounds = line.prefix { $0 != " " }.split(separator: "-").map { UInt(String($0), radix: 16) }
      guard line.contains("/"), bounds.count == 2, let start = bounds[0], let end = bounds[1] else { continue }
      madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
    }
  }
}

import Kernel
import Testing

@testable import ReportingService

@Suite struct InterleavingTests {
  @Test("Any interleaving of sources and streams gives the same rows", arguments: 0..<12)
  func interleaving(index: Int) throws {
    let seed = UInt64(index) &* 7919 &+ 42
    var random = SplitMix64(seed: seed)
    let feed = try Samples.history(customers: 40, using: &random)
    let expected = try ReadModel(feed.entries).rows()
    let found = try ReadModel(feed.interleaved(using: &random)).rows()
    let difference = Set(expected).symmetricDifference(found)
    #expect(difference.isEmpty, "seed \(seed): \(difference.sorted().prefix(6))")
    #expect(expected.count > 100)
  }
}

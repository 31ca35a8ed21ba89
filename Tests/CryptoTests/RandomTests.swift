import Crypto
import Testing

@Suite struct RandomTests {
  @Test func givesOtherNumbersEachTime() {
    var random = SystemRandom()
    let numbers = (0..<1000).map { _ in random.next() }
    #expect(Set(numbers).count == numbers.count)
  }

  @Test(arguments: [[], [0], [0xfb, 0xff], [1, 2, 3], Array(0...255)] as [[UInt8]])
  func base64URLReadsWhatItWrites(_ bytes: [UInt8]) {
    let text = Base64URL.encode(bytes)
    #expect(Base64URL.decode(text) == bytes)
    #expect(text.utf8.allSatisfy { !"+/=".utf8.contains($0) })
  }

  @Test(arguments: ["a", "+/+/", "AA==", "AB", "A A", "é"]) func base64URLRefusesWhatItDoesNotWrite(_ text: String) {
    #expect(Base64URL.decode(text) == nil)
  }
}

import Testing

@testable import LeadsService

@Suite("Where tries come from")
struct SourceAddressTests {
  @Test(
    "an IPv4 address is one, an IPv6 address is its network",
    arguments: [
      ("127.0.0.1", "127.0.0.1"), ("::ffff:10.1.2.3", "10.1.2.3"), ("", ""), ("somewhere", "somewhere"),
      ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::", "2001:db8:1:2::/64"),
      ("2001:db8:1:3::1", "2001:db8:1:3::/64"), ("::1", "0:0:0:0::/64"),
    ])
  func network(peer: String, expected: String) { #expect(SourceAddress.network(of: peer) == expected) }
}

import Testing

@testable import ServiceRuntime

@Suite("Where webhooks may go") struct ReachableTests {
  @Test(
    "The address counts, in whatever way it is written",
    arguments: [
      ("8.8.8.8", Reachable.Place.outside), ("2400:3200::1", .outside), ("127.0.0.1", .loopback),
      ("127.9.9.9", .loopback),
      ("::1", .loopback), ("10.0.0.1", .inside), ("172.16.0.1", .inside), ("172.31.255.255", .inside),
      ("172.32.0.1", .outside), ("192.168.1.1", .inside), ("100.64.0.1", .inside), ("100.128.0.1", .outside),
      ("fd12::1", .inside), ("0.0.0.0", .never), ("169.254.169.254", .never), ("100.100.100.200", .never),
      ("fe80::1", .never), ("fd00:ec2::254", .never), ("224.0.0.1", .never), ("255.255.255.255", .never),
      ("::", .never),
      ("ff02::1", .never), ("2002:7f00:1::", .never),
    ])
  func places(text: String, expected: Reachable.Place) throws {
    #expect(Reachable.place(of: try #require(Reachable.bytes(text))) == expected)
  }

  @Test(
    "What is allowed is reached, and nothing else; without TLS only what was named",
    arguments: [
      ("", "8.8.8.8", true, false), ("", "127.0.0.1", false, false), ("", "10.0.0.1", false, false),
      ("", "::ffff:127.0.0.1", false, false), ("", "64:ff9b::a00:1", false, false),
      ("loopback", "127.0.0.1", true, true),
      ("loopback", "::ffff:127.0.0.1", true, true), ("loopback", "10.0.0.1", false, false),
      ("private", "10.0.0.1", true, true), ("private", "127.0.0.1", false, false), ("private", "8.8.8.8", true, false),
      ("private", "169.254.169.254", false, false), ("10.1.0.0/16", "10.1.2.3", true, true),
      ("10.1.0.0/16", "10.2.2.3", false, false), ("10.1.2.128/25, loopback", "10.1.2.127", false, false),
      ("10.1.2.128/25, loopback", "10.1.2.129", true, true), ("fd12::/16", "fd12::1", true, true),
      ("169.254.0.0/16", "169.254.169.254", false, false), ("8.8.8.8", "8.8.8.8", true, true),
    ])
  func allowed(setting: String, address: String, encrypted: Bool, plain: Bool) throws {
    let (reachable, bytes) = (try #require(Reachable(setting)), try #require(Reachable.bytes(address)))
    #expect(reachable.allows(bytes, isEncrypted: true) == encrypted)
    #expect(reachable.allows(bytes, isEncrypted: false) == plain)
  }

  @Test("What is no network is refused", arguments: ["lan", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/8/8", "::/129"])
  func refused(setting: String) { #expect(Reachable(setting) == nil) }

  @Test(
    "An address that is no receiver's is refused with its reason",
    arguments: [
      ("https://erp.example/hooks?key=1", "", nil), ("https://erp.example:8443", "", nil),
      ("HTTPS://ERP.example/", "", nil),
      ("https://8.8.8.8/", "", nil), ("https://[2400:3200::1]:8443/", "", nil),
      ("http://127.0.0.1:9/", "loopback", nil),
      ("http://bridge:8080/", "private", nil), ("http://erp.example/", "", Receiver.Refusal.plain),
      ("http://8.8.8.8/", "private", .plain), ("https://127.0.0.1/", "", .unreachable),
      ("https://[::1]/", "", .unreachable), ("https://[fe80::1]/", "private", .unreachable),
      ("https://a:b@erp.example/", "", .credentials), ("https://a@erp.example/", "", .credentials),
      ("ftp://erp.example/", "", .malformed), ("erp.example", "", .malformed), ("https://", "", .malformed),
      ("https://erp.example:0/", "", .malformed), ("https://erp.example:99999/", "", .malformed),
      ("https://erp example/", "", .malformed), ("https://erp.example/#a", "", .malformed),
      ("https://erp.example\\@127.0.0.1/", "", .malformed), ("https://家具.example/", "", .malformed),
      ("https://[::1/", "loopback", .malformed), ("https://[erp]/", "", .malformed),
    ])
  func receivers(text: String, setting: String, expected: Receiver.Refusal?) throws {
    let reachable = try #require(Reachable(setting))
    do throws(Receiver.Refusal) {
      _ = try Receiver(text, reachable)
      #expect(expected == nil)
    } catch {
      #expect(error == expected)
    }
  }
}

import Foundation
import ServiceRuntime
import Testing

@testable import Console

struct StreamsTests {
  @Test func showsWhatIsPublishedAndConsumed() throws {
    let text = Streams.text([try report()])
    #expect(
      text == """
        publishes  epoch     events  published  state
        sales      01a205bd      12         10  running

        consumes                    epoch     applied  missing  lag  state
        sales ← leads               01a205be        7        0    2  running
        sales ← joinery.erp.orders                                3  running

        sales dropped 4 records of epoch 01a0 of leads
        """)
    #expect(try Streams.faults(report()).isEmpty)
  }

  @Test(
    arguments: [
      (#""missing":0"#, #""missing":2"#, "sales misses 2 events of leads, asked for"),
      (#""missing":0"#, #""missing":0,"stopped":"another epoch""#, "sales stopped reading leads: another epoch"),
      (#""state":"running""#, #""state":"refused","reason":"a copy""#, "sales must not publish: a copy"),
      (#""strays":0}"#, #""strays":0,"away":"no broker"}"#, "sales publishes nothing just now: no broker"),
      (
        #""offsets":{}"#, #""offsets":{},"away":"no broker""#, "sales consumes nothing just now: no broker"
      ),
      (
        #""offsets":{}"#, #""offsets":{},"held":{"parked":3,"waiting":1,"overdue":0,"records":9}"#,
        "sales holds 3 keys that nobody but you redrives: joinery dead-letters list"
      ),
      (
        #""offsets":{}"#, #""offsets":{},"held":{"parked":0,"waiting":2,"overdue":1,"records":9}"#,
        "sales holds 1 keys that wait for more than 15 minutes: joinery dead-letters list --state waiting"
      ),
      (
        #""lost":[]"#, #""lost":[{"topic":"joinery.erp.orders","partition":1,"first":5,"upTo":9}]"#,
        "sales lost 4 records of joinery.erp.orders/1: offsets 5 to 8 were gone before they were read"
      ),
    ])
  func namesFaults(_ good: String, _ bad: String, words: String) throws {
    #expect(try Streams.faults(report(replacing: good, by: bad)) == [words])
  }

  @Test func showsWhatIsHeld() throws {
    let held = #""held":{"parked":0,"waiting":12,"overdue":0,"records":90,"oldest":"2026-11-22T08:30:00.000Z"}"#
    let text = try Streams.text([report(), report(replacing: #""offsets":{}"#, by: #""offsets":{},\#(held)"#)])
    #expect(
      text.contains(
        """

        holds  parked  waiting  records  oldest
        sales       0       12       90  2026-11-22T08:30:00.000Z

        """))
    #expect(try !Streams.text([report()]).contains("holds"))
  }

  @Test func saysWhoIsBehind() throws {
    let leads = try report(
      replacing: #""source":"sales""#, by: #""source":"leads""#)
    #expect(
      Verify.lag(in: [leads, try report()]) == [
        "sales is behind leads: 7 of 12 events", "sales has 3 records of joinery.erp.orders still to read",
        "sales is behind leads: 7 of 12 events", "sales has 3 records of joinery.erp.orders still to read",
      ])
  }

  private func report(replacing text: String = "", by other: String = "") throws -> StreamsReport {
    let json = """
      {"service":"sales","publishing":{"source":"sales","state":"running","epoch":"01a205bd-5555","instance":"i",
      "events":12,"published":10,"strays":0},"consuming":[{"source":"leads","epoch":"01a205be-4444","applied":7,
      "missing":0,"lag":2}],"outside":{"joinery.erp.orders":3},"dropped":[{"source":"leads","epoch":"01a0","count":4}],
      "steppedOver":[],"lost":[],"strays":0,"offsets":{}}
      """
    let changed = text.isEmpty ? json : json.replacing(text, with: other)
    return try JSONDecoder().decode(StreamsReport.self, from: Data(changed.utf8))
  }
}

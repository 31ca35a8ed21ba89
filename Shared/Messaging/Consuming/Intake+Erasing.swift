import Contracts
import JSON
import Kernel
import Persistence
import SQLite

/// What comes of a person who was erased, and what was kept of such (`Shared/ServiceRuntime/README.md#erasure`).
extension Intake {
  /// Blanks a person as soon as the event is here, whether or not its key is held.
  func erase(_ arrival: Arrival, _ envelope: Envelope, in unit: borrowing UnitOfWork) throws {
    guard envelope.type == CustomerErased.type, let data = envelope.data,
      let event = try? CustomerErased.decoded(data)
    else { return }
    try unit.causing(cause(of: envelope, in: unit)) { unit in try unit.erase(event) }
  }

  /// An event that was sent before its owner had blanked it is blanked here.
  func withoutErased(
    _ arrival: Arrival, _ envelope: Envelope, key: String, in unit: borrowing UnitOfWork
  ) throws -> Arrival {
    guard try unit.isErased(key) else { return arrival }
    return Arrival(arrival.record.blanked(as: envelope.type), subscriptions)
  }
}

extension Record {
  /// The record of an event without what is personal; nothing but `{}` where that cannot be said.
  func blanked(as type: String) -> Record {
    with(value: value.map { (try? PersonalData.blanked($0, of: type)) ?? Array("{}".utf8) })
  }

  /// What is left of a message of the ERP about an order of hers or his: which order, which revision, and its id; of one
  /// about anything else nothing but the id. What else stood in it, in what it was wrapped and under which names, is the
  /// ERP's affair.
  func reduced(to key: String, revision: Int, id: String, source: String, type: String) -> Record {
    let left: JSON =
      partition.topic == Catalog.erpOrders ? ["orderNumber": .string(key), "revision": JSON(revision)] : [:]
    return Record(
      partition: partition, offset: offset, timestamp: timestamp, key: Array(key.utf8), value: left.bytes,
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", id), RecordHeader("ce_source", source),
        RecordHeader("ce_type", type), RecordHeader("content-type", "application/json"),
      ])
  }

  /// The same for one that nothing is known of but that it is hers or his.
  func withoutPersonalData() -> Record {
    let names = ERPOrderReceived.personal.union(ERPOrderCancelled.personal)
    return with(
      value: value.map { value in
        (try? JSON(parsing: value)).map { PersonalData.blanked($0, names).bytes } ?? Array("{}".utf8)
      })
  }

  private func with(value: [UInt8]?) -> Record {
    Record(partition: partition, offset: offset, timestamp: timestamp, key: key, value: value, headers: packedHeaders)
  }
}

extension HeldKeys {
  /// How records that were set aside forget a person. They stay, and are applied blank.
  public static let erasures = [
    Erasure("kept_records") { person, database in
      var count = 0
      for key in person.keys {
        let (source, number) = outside(key)
        let found = try database.all(
          """
          SELECT \(KeptRecord.columns.split(separator: ", ").map { "r.\($0)" }.joined(separator: ", "))
          FROM kept_records r LEFT JOIN held_keys k ON k.id = r.held
          WHERE r.key = CAST(?1 AS BLOB) OR k.key = ?1
            OR (k.source = ?2 AND (k.key = ?3 OR (r.topic IN (?4, ?5, ?6)
              AND instr(r.value, CAST(?3 AS BLOB)))))
          """, key, source, number, ERPKind.production.topic, ERPKind.shipment.topic, ERPKind.receipt.topic,
          read: KeptRecord.init)
        for kept in found {
          // A shipment's record names the order, and is held under its own number.
          let blanked = kept.blanked(asOrder: number, of: source)
          guard blanked != kept.record else { continue }
          count += try database.run(
            "UPDATE kept_records SET key = ?, value = ?, headers = ? WHERE id = ?", blanked.key, blanked.value,
            blanked.packedHeaders.bytes, kept.id)
        }
      }
      return count
    },
    Erasure("discards") { person, database in
      try person.keys.reduce(0) { count, key in
        let (source, number) = outside(key)
        return count
          + (try database.run(
            """
            UPDATE discards SET value = NULL
            WHERE value IS NOT NULL AND (key = ?1 OR (source = ?2 AND key = ?3))
            """, key, source, number))
      }
    },
    Erasure("outside_events") { person, database in
      try person.otherKeys.reduce(0) { count, key in
        let (source, number) = outside(key)
        return count
          + (try database.run(
            """
            UPDATE outside_events SET record = NULL
            WHERE source = ? AND record IS NOT NULL AND instr(record, CAST(? AS BLOB))
            """, source, number))
      }
    },
  ]

  /// Source and order number of the ERP's order that a key names (`ERPReference.key`).
  private static func outside(_ key: String) -> (source: String?, number: String?) {
    guard let mark = key.lastIndex(of: "#") else { return (nil, nil) }
    return (String(key[..<mark]), String(key[key.index(after: mark)...]))
  }
}

extension KeptRecord {
  /// Without what is personal: one of the catalog's events, or a message of the ERP about an order, where there is one.
  fileprivate func blanked(asOrder number: String?, of source: String?) -> Record {
    guard let type else { return record.withoutPersonalData() }
    if Catalog.personal(of: type) != nil { return record.blanked(as: type) }
    guard let number, let source, let eventID, let revision else { return record.withoutPersonalData() }
    return record.reduced(to: number, revision: revision, id: eventID, source: source, type: type)
  }
}

// swift-format-ignore-file
// Written by `.ci/generate-contracts` from the structs of this folder; not to be edited.

import Kernel

extension ERPReconciliation { public init(about: String, from: BusinessDate, to: BusinessDate, asOf: Instant, days: [ERPReconciliation.Day], _: Void = ()) { self.init(about: about, from: from, to: to, asOf: asOf, days: days) } }
extension ERPReconciliation.Day { public init(on: BusinessDate, count: Int, cancelled: Int? = nil, sums: [Money], revisions: Int? = nil, items: [ERPReconciliation.Item]? = nil, _: Void = ()) { self.init(on: on, count: count, cancelled: cancelled, sums: sums, revisions: revisions, items: items) } }
extension ERPReconciliation.Item { public init(orderNumber: String, revision: Int, total: Money? = nil, cancelled: Bool? = nil, _: Void = ()) { self.init(orderNumber: orderNumber, revision: revision, total: total, cancelled: cancelled) } }
extension ERPReconciliationRequest { public init(source: String, about: String, from: BusinessDate, to: BusinessDate, items: Bool, at: Instant, _: Void = ()) { self.init(source: source, about: about, from: from, to: to, items: items, at: at) } }

// swift-format-ignore-file
// Written by `.ci/generate-contracts` from the structs of this folder; not to be edited.

import Kernel

extension Address { public init(city: String? = nil, community: String? = nil, building: String? = nil, room: String? = nil, _: Void = ()) { self.init(city: city, community: community, building: building, room: room) } }
extension ERPReference { public init(source: String, orderNumber: String, revision: Int, _: Void = ()) { self.init(source: source, orderNumber: orderNumber, revision: revision) } }
extension FieldChange { public init(field: String, from: String?, to: String?, _: Void = ()) { self.init(field: field, from: from, to: to) } }
extension InstalmentPlan { public init(instalmentId: ID<Instalment>, label: String, amount: Money, dueOn: BusinessDate, _: Void = ()) { self.init(instalmentId: instalmentId, label: label, amount: amount, dueOn: dueOn) } }
extension LeadSource { public init(channel: Channel, detail: String? = nil, partnerId: ID<Partner>? = nil, campaignId: ID<Campaign>? = nil, referrerCustomerId: ID<Customer>? = nil, _: Void = ()) { self.init(channel: channel, detail: detail, partnerId: partnerId, campaignId: campaignId, referrerCustomerId: referrerCustomerId) } }
extension PricedLine { public init(lineId: ID<OrderLine>, sku: String?, description: String, room: String?, quantity: Quantity, unitPrice: Money, discountPercent: Percent, taxRatePercent: Percent, amount: Money, _: Void = ()) { self.init(lineId: lineId, sku: sku, description: description, room: room, quantity: quantity, unitPrice: unitPrice, discountPercent: discountPercent, taxRatePercent: taxRatePercent, amount: amount) } }
extension TaxShare { public init(ratePercent: Percent, gross: Money, tax: Money, _: Void = ()) { self.init(ratePercent: ratePercent, gross: gross, tax: tax) } }

// swift-format-ignore-file
// Written by `.ci/generate-contracts` from the structs of this folder; not to be edited.

import Kernel

extension Catalog {
  static let salesEvents: [any DomainEvent.Type] = [
    DeliveryCancelled.self, DeliveryNoted.self, ERPOrderCancelled.self, ERPOrderReceived.self, OrderAmended.self,
    OrderCancelled.self, OrderConfirmed.self, ProductChanged.self, QuoteAccepted.self, QuoteDeclined.self,
    QuoteDrafted.self, QuoteIssued.self, QuoteLinkIssued.self, RecommendationAnswered.self, SiteMeasured.self
  ]
}

extension DeliveryCancelled { public init(
  deliveryId: ID<DeliveryNote>, orderId: ID<Order>, customerId: ID<Customer>, salespersonId: ID<Employee>?,
  shop: ID<Shop>?, lines: [DeliveryNoted.Line], amount: Money, taxes: [TaxShare], reason: String,
  cancelledOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  deliveryId: deliveryId, orderId: orderId, customerId: customerId, salespersonId: salespersonId, shop: shop,
  lines: lines, amount: amount, taxes: taxes, reason: reason, cancelledOn: cancelledOn, occurredAt: occurredAt
) } }
extension DeliveryNoted { public init(
  deliveryId: ID<DeliveryNote>, number: String, orderId: ID<Order>, customerId: ID<Customer>,
  salespersonId: ID<Employee>?, shop: ID<Shop>?, deliveredOn: BusinessDate, warehouse: String, lines: [Line],
  amount: Money, taxes: [TaxShare], isComplete: Bool, occurredAt: Instant, _: Void = ()
) { self.init(
  deliveryId: deliveryId, number: number, orderId: orderId, customerId: customerId, salespersonId: salespersonId,
  shop: shop, deliveredOn: deliveredOn, warehouse: warehouse, lines: lines, amount: amount, taxes: taxes,
  isComplete: isComplete, occurredAt: occurredAt
) } }
extension DeliveryNoted.Line { public init(
  lineId: ID<OrderLine>, description: String, quantity: Quantity, amount: Money, _: Void = ()
) { self.init(
  lineId: lineId, description: description, quantity: quantity, amount: amount
) } }
extension ERPOrderCancelled { public init(
  erp: ERPReference, reason: String, occurredAt: Instant, _: Void = ()
) { self.init(
  erp: erp, reason: reason, occurredAt: occurredAt
) } }
extension ERPOrderReceived { public init(
  erp: ERPReference, customer: Party, salespersonId: ID<Employee>?, shop: ID<Shop>?, signedOn: BusinessDate,
  signedAt: SigningPlace?, terms: OrderTerms, occurredAt: Instant, _: Void = ()
) { self.init(
  erp: erp, customer: customer, salespersonId: salespersonId, shop: shop, signedOn: signedOn, signedAt: signedAt,
  terms: terms, occurredAt: occurredAt
) } }
extension ERPOrderReceived.Party { public init(
  number: String?, name: String, phone: String, wechat: String?, email: String?, address: Address?, _: Void = ()
) { self.init(
  number: number, name: name, phone: phone, wechat: wechat, email: email, address: address
) } }
extension OrderAmended { public init(
  orderId: ID<Order>, customerId: ID<Customer>, version: Int, salespersonId: ID<Employee>?, shop: ID<Shop>?,
  signedOn: BusinessDate, signedAt: SigningPlace?, previousTotal: Money, terms: OrderTerms, reason: String?,
  amendedOn: BusinessDate, erp: ERPReference?, occurredAt: Instant, _: Void = ()
) { self.init(
  orderId: orderId, customerId: customerId, version: version, salespersonId: salespersonId, shop: shop,
  signedOn: signedOn, signedAt: signedAt, previousTotal: previousTotal, terms: terms, reason: reason,
  amendedOn: amendedOn, erp: erp, occurredAt: occurredAt
) } }
extension OrderCancelled { public init(
  orderId: ID<Order>, customerId: ID<Customer>, reason: String, cancelledOn: BusinessDate, erp: ERPReference?,
  occurredAt: Instant, _: Void = ()
) { self.init(
  orderId: orderId, customerId: customerId, reason: reason, cancelledOn: cancelledOn, erp: erp, occurredAt: occurredAt
) } }
extension OrderConfirmed { public init(
  orderId: ID<Order>, number: String, customerId: ID<Customer>, quoteId: ID<Quote>?, leadId: ID<Lead>?,
  salespersonId: ID<Employee>?, designerId: ID<Employee>?, shop: ID<Shop>?, signedOn: BusinessDate,
  signedAt: SigningPlace?, terms: OrderTerms, erp: ERPReference?, onCreditHold: Bool? = nil, occurredAt: Instant,
  _: Void = ()
) { self.init(
  orderId: orderId, number: number, customerId: customerId, quoteId: quoteId, leadId: leadId,
  salespersonId: salespersonId, designerId: designerId, shop: shop, signedOn: signedOn, signedAt: signedAt,
  terms: terms, erp: erp, onCreditHold: onCreditHold, occurredAt: occurredAt
) } }
extension OrderTerms { public init(
  lines: [PricedLine], total: Money, taxes: [TaxShare], instalments: [InstalmentPlan], promisedOn: BusinessDate?,
  _: Void = ()
) { self.init(
  lines: lines, total: total, taxes: taxes, instalments: instalments, promisedOn: promisedOn
) } }
extension ProductChanged { public init(
  sku: String, name: String, unit: String, price: Money, category: String, _: Void = ()
) { self.init(
  sku: sku, name: name, unit: unit, price: price, category: category
) } }
extension QuoteAccepted { public init(
  quoteId: ID<Quote>, customerId: ID<Customer>, version: Int, acceptedOn: BusinessDate, linkHash: String? = nil,
  occurredAt: Instant, _: Void = ()
) { self.init(
  quoteId: quoteId, customerId: customerId, version: version, acceptedOn: acceptedOn, linkHash: linkHash,
  occurredAt: occurredAt
) } }
extension QuoteDeclined { public init(
  quoteId: ID<Quote>, customerId: ID<Customer>, version: Int, reason: String?, declinedOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  quoteId: quoteId, customerId: customerId, version: version, reason: reason, declinedOn: declinedOn,
  occurredAt: occurredAt
) } }
extension QuoteDrafted { public init(
  quoteId: ID<Quote>, number: String, version: Int, customerId: ID<Customer>, leadId: ID<Lead>?,
  salespersonId: ID<Employee>, validUntil: BusinessDate, lines: [PricedLine], total: Money, taxes: [TaxShare],
  occurredAt: Instant, _: Void = ()
) { self.init(
  quoteId: quoteId, number: number, version: version, customerId: customerId, leadId: leadId,
  salespersonId: salespersonId, validUntil: validUntil, lines: lines, total: total, taxes: taxes, occurredAt: occurredAt
) } }
extension QuoteIssued { public init(
  quoteId: ID<Quote>, customerId: ID<Customer>, leadId: ID<Lead>?, salespersonId: ID<Employee>, version: Int,
  total: Money, issuedOn: BusinessDate, validUntil: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  quoteId: quoteId, customerId: customerId, leadId: leadId, salespersonId: salespersonId, version: version,
  total: total, issuedOn: issuedOn, validUntil: validUntil, occurredAt: occurredAt
) } }
extension QuoteLinkIssued { public init(
  quoteId: ID<Quote>, customerId: ID<Customer>, version: Int, linkHash: String, expiresOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  quoteId: quoteId, customerId: customerId, version: version, linkHash: linkHash, expiresOn: expiresOn,
  occurredAt: occurredAt
) } }
extension RecommendationAnswered { public init(
  customerId: ID<Customer>, sku: String, outcome: Outcome, answeredOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  customerId: customerId, sku: sku, outcome: outcome, answeredOn: answeredOn, occurredAt: occurredAt
) } }
extension SiteMeasured { public init(
  measurementId: ID<Measurement>, customerId: ID<Customer>, orderId: ID<Order>?, designerId: ID<Employee>,
  confirmed: Bool, changed: [Change], appliances: [Appliance], constraints: String?, measuredOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  measurementId: measurementId, customerId: customerId, orderId: orderId, designerId: designerId, confirmed: confirmed,
  changed: changed, appliances: appliances, constraints: constraints, measuredOn: measuredOn, occurredAt: occurredAt
) } }
extension SiteMeasured.Appliance { public init(
  kind: String, widthMm: Int, heightMm: Int, depthMm: Int, _: Void = ()
) { self.init(
  kind: kind, widthMm: widthMm, heightMm: heightMm, depthMm: depthMm
) } }
extension SiteMeasured.Change { public init(
  field: String, from: String, to: String, _: Void = ()
) { self.init(
  field: field, from: from, to: to
) } }

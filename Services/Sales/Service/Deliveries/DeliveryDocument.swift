import Documents
import HTTP
import Kernel
import SalesDomain
import ServiceKit
import ServiceRuntime

/// A delivery note to print and to sign (C9, C10), on A4 or on 241 mm multi-part paper.
struct DeliveryDocument {
  var note: DeliveryState
  var order: OrderState
  var customer: CustomerCopy?
  /// What people call it.
  var warehouse: String

  func html(_ query: QueryRequest) -> HTTPResponse {
    let print = Printing(
      on: query.text("paper").flatMap(Printing.Paper.init) ?? .a4,
      in: Language(accepting: query.http.headers["Accept-Language"]))
    let address = customer.map { [$0.address.city, $0.address.community, $0.address.building, $0.address.room] } ?? []
    let marks = [
      query.text("copy") == "true" ? print.say("副本", "Copy") : nil,
      note.state == .cancelled ? print.say("已取消", "Cancelled") : nil,
    ].compactMap { $0 }.map { "<strong class=\"mark\">\($0)</strong>" as HTML }
    let rest =
      note.complete
      ? print.say("本单送完订单全部货物。", "This completes the order.")
      : print.say("分批送货，尚有余货。", "A part delivery; more is to come.")
    return HTTPResponse(
      page: print.page(
        title: note.number, style: PackageResources.delivery_css,
        """
        <div class="head"><h1>\(print.say("送货单", "Delivery note")) \(note.number)</h1>
        \(marks)</div>
        <p>\(print.say("客户", "Customer")): \(customer?.name ?? "") \(customer?.phone ?? "")<br>
        \(print.say("地址", "Address")): \(address.compactMap { $0 }.joined(separator: " "))<br>
        \(print.say("订单", "Order")): \(order.number) · \(print.say("送货日期", "Delivered on")): \(note.deliveredOn) ·
        \(print.say("仓库", "Warehouse")): \(warehouse)</p>
        \(lines(print))
        <p>\(rest)</p>
        \(Printing.signatures(
          print.say("送货人", "Delivered by"), print.say("收货人签字", "Received by"), print.say("日期", "Date")))
        """))
  }

  private func lines(_ print: Printing) -> HTML {
    var table = Table([
      .figure("#"), .text(print.say("房间", "Room")), .text(print.say("项目", "Item")), .text(print.say("型号", "SKU")),
      .figure(print.say("数量", "Quantity")),
    ])
    for (index, line) in note.lines.enumerated() {
      let ordered = order.terms.lines.first { $0.lineId == line.lineId }
      table.append([
        "\(index + 1)", "\(ordered?.room ?? "")", "\(line.description)", "\(ordered?.sku ?? "")", "\(line.quantity)",
      ])
    }
    return table.html
  }
}

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

  func html(_ query: QueryRequest) -> HTTPResponse {
    let language = Language(accepting: query.http.headers["Accept-Language"])
    func say(_ zh: String, _ en: String) -> String { Localized(zh: zh, en: en)[language] }
    let rows = note.lines.enumerated().map { index, line in
      let ordered = order.terms.lines.first { $0.lineId == line.lineId }
      return """
        <tr><td class="n">\(index + 1)</td><td>\(escaped(ordered?.room ?? ""))</td><td>\(escaped(line.description))</td>\
        <td>\(escaped(ordered?.sku ?? ""))</td><td class="n">\(line.quantity)</td></tr>
        """
    }
    let address = customer.map { [$0.address.city, $0.address.community, $0.address.building, $0.address.room] } ?? []
    let marks = [
      query.text("copy") == "true" ? say("副本", "Copy") : nil,
      note.state == .cancelled ? say("已取消", "Cancelled") : nil,
    ].compactMap { $0 }
    let size = query.text("paper") == "241mm" ? "241mm 140mm" : "A4"
    let html = """
      <!doctype html>
      <html lang="\(language.rawValue)"><head><meta charset="utf-8"><title>\(escaped(note.number))</title>
      <style>@page{size:\(size);margin:10mm}body{font:13px "Noto Sans CJK SC",sans-serif}h1{font-size:20px;margin:0}
      table{border-collapse:collapse;width:100%;margin:8px 0}td,th{border:1px solid #555;padding:3px 6px;text-align:left}
      .n{text-align:right}.head{display:flex;justify-content:space-between}.mark{border:2px solid;padding:2px 10px}
      .sign{display:flex;justify-content:space-between;margin-top:24px}.sign span{width:30%;border-top:1px solid}
      tr{break-inside:avoid}</style></head><body>
      <div class="head"><h1>\(say("送货单", "Delivery note")) \(escaped(note.number))</h1>
      \(marks.map { "<strong class=\"mark\">\($0)</strong>" }.joined())</div>
      <p>\(say("客户", "Customer")): \(escaped(customer?.name ?? "")) \(escaped(customer?.phone ?? ""))<br>
      \(say("地址", "Address")): \(escaped(address.compactMap { $0 }.joined(separator: " ")))<br>
      \(say("订单", "Order")): \(escaped(order.number)) · \(say("送货日期", "Delivered on")): \(note.deliveredOn) ·
      \(say("仓库", "Warehouse")): \(escaped(note.warehouse))</p>
      <table><thead><tr><th>#</th><th>\(say("房间", "Room"))</th><th>\(say("项目", "Item"))</th>
      <th>\(say("型号", "SKU"))</th><th>\(say("数量", "Quantity"))</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      <p>\(note.complete ? say("本单送完订单全部货物。", "This completes the order.") : say("分批送货，尚有余货。", "A part delivery; more is to come."))</p>
      <div class="sign"><span>\(say("送货人", "Delivered by"))</span><span>\(say("收货人签字", "Received by"))</span>
      <span>\(say("日期", "Date"))</span></div>
      </body></html>
      """
    return HTTPResponse(headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(Array(html.utf8)))
  }
}

enum DemoData {
  static func load(_ clients: [ServiceClient], _ settings: Settings, size: Int) async throws {}
}

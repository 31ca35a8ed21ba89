// swift-tools-version: 6.2
import PackageDescription

/// The switches of every target: warnings stop the build (language mode 6 comes with the tools version). The flag has
/// everything compiled again that stands on a changed module: without it, Swift 6.3 overlooks a struct that changes its
/// size two modules away, and what comes out crashes or worse.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error), .unsafeFlags(["-disable-incremental-imports"]),
]

let package = Package(
  name: "joinery",
  targets: [
    clibrary("CSQLite", "sqlite3"),
    clibrary("CMicrohttpd", "libmicrohttpd"),
    clibrary("CKafka", "rdkafka"),
    clibrary("CJose", "cjose"),
    clibrary("CCurl", "libcurl"),
    shared("Kernel"),
    shared("Contracts", uses: "Kernel"),
    shared("SQLite", uses: "CSQLite"),
    shared("Persistence", uses: "SQLite", "Contracts", "Kernel"),
    shared("Messaging", uses: "Persistence", "Contracts", "Kernel"),
    shared("Kafka", uses: "CKafka", "Messaging", "Persistence", "Kernel"),
    shared("HTTP", uses: "CMicrohttpd"),
    shared("ServiceRuntime", uses: "Kafka", "Messaging", "Persistence", "HTTP", "CJose", "Kernel"),
    testSupport(uses: "Kafka", "ServiceRuntime"),
    service("Leads", runs: "leads"),
    service("Sales", runs: "sales"),
    service("Reporting", runs: "reporting"),
    code("CProcess"),
    console(uses: "CCurl", "CProcess", "ServiceRuntime", "Kafka", "Messaging", "Persistence", "Contracts", "Kernel"),
    code("CBroker"),
    tool("broker", at: "Broker", uses: "CBroker", "CKafka", "Contracts"),
    [test("Journey", "TestSupport", "HTTP")],
  ].flatMap { $0 }
)

/// A C library of the distribution: its module map and shims, found by pkg-config.
func clibrary(_ name: String, _ package: String) -> [Target] {
  [.systemLibrary(name: name, path: "Shared/C/\(name)", pkgConfig: package)]
}

/// C code of our own, where no Swift can stand.
func code(_ name: String) -> [Target] {
  [.target(name: name, path: "Shared/C/\(name)", cSettings: [.treatAllWarnings(as: .error)])]
}

/// A module under Shared, with its tests.
func shared(_ name: String, uses modules: String...) -> [Target] {
  [
    .target(
      name: name, dependencies: modules.map { .byName(name: $0) }, path: "Shared/\(name)", swiftSettings: strict),
    test(name, name, "TestSupport"),
  ]
}

/// What the tests share; it has no tests of its own.
func testSupport(uses modules: String...) -> [Target] {
  [
    .target(
      name: "TestSupport", dependencies: modules.map { .byName(name: $0) }, path: "Shared/TestSupport",
      swiftSettings: strict)
  ]
}

/// A service: rules, the service around them, the executable that composes it, and the tests of the first two.
func service(_ name: String, runs executable: String) -> [Target] {
  [
    .target(
      name: "\(name)Domain", dependencies: ["Kernel", "Contracts"], path: "Services/\(name)/Domain",
      swiftSettings: strict),
    .target(
      name: "\(name)Service", dependencies: [.byName(name: "\(name)Domain"), "ServiceRuntime"],
      path: "Services/\(name)/Service", swiftSettings: strict),
    .executableTarget(
      name: executable, dependencies: [.byName(name: "\(name)Service")], path: "Services/\(name)/Main",
      swiftSettings: strict),
    test("\(name)Domain", "\(name)Domain"),
    test("\(name)Service", "\(name)Service", "TestSupport"),
  ]
}

/// The operators' command line: its commands, the executable `joinery`, and the tests of the first.
func console(uses modules: String...) -> [Target] {
  [
    .target(
      name: "Console", dependencies: modules.map { .byName(name: $0) }, path: "Services/Console/Commands",
      swiftSettings: strict),
    .executableTarget(
      name: "joinery", dependencies: ["Console"], path: "Services/Console/Main", swiftSettings: strict),
    test("Console", "Console", "LeadsService", "SalesService", "TestSupport"),
  ]
}

/// A command line without a service of its own.
func tool(_ name: String, at folder: String, uses modules: String...) -> [Target] {
  [
    .executableTarget(
      name: name, dependencies: modules.map { .byName(name: $0) }, path: "Services/\(folder)", swiftSettings: strict)
  ]
}

func test(_ name: String, _ modules: String...) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: modules.map { .byName(name: $0) }, path: "Tests/\(name)Tests",
    swiftSettings: strict)
}

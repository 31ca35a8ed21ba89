// swift-tools-version: 6.2
import PackageDescription

/// The switches of every target: warnings stop the build (language mode 6 comes with the tools version). In debug builds
/// one job compiles a module, where a job for each core would each read all that it imports: a cold build with tests
/// takes 397 s of processor time instead of 502, and a change of one file compiles its module, which takes seconds.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error), .unsafeFlags(["-wmo", "-num-threads", "1"], .when(configuration: .debug)),
]

/// For debug builds too: every event and answer is written and read by JSON, through types of Kernel, and without it
/// tests take three times as long as with Foundation, which comes compiled. Contracts is left out: tests take a tenth
/// longer, and a cold build some 50 s of processor time less.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// What services and tests stand on. Every module that is imported is declared, also where another one brings it along:
/// otherwise an incremental build overlooks a struct that changes its size (`.ci/check-imports` looks after it).
let runtime = [
  "ServiceKit", "ServiceRuntime", "Documents", "Messaging", "Shipping", "Persistence", "SQLite", "HTTP", "Contracts",
  "JSON",
  "Crypto", "Kernel",
]

/// Pages, styles and scripts are files; they come into the executable as bytes.
let web: [Resource] = [.embedInCode("Web")]

/// Modules with a README for people.
let documented: Set = ["Contracts", "Inbound", "Messaging", "ServiceRuntime", "Shipping"]

let services = ["LeadsService", "SalesService", "FinanceService", "AfterSalesService", "ReportingService"]

let package = Package(
  name: "joinery",
  targets: [
    clibrary("CSQLite", "sqlite3"),
    clibrary("CMicrohttpd", "libmicrohttpd"),
    clibrary("CKafka", "rdkafka"),
    clibrary("CJose", "cjose"),
    clibrary("CCrypto", "libcrypto"),
    clibrary("CSodium", "libsodium"),
    clibrary("CCurl", "libcurl"),
    clibrary("CQrencode", "libqrencode"),
    clibrary("CXlsxwriter", "xlsxwriter"),
    clibrary("CZlib", "zlib"),
    shared("Kernel", settings: strict + optimised),
    shared("JSON", settings: strict + optimised, uses: "Kernel"),
    shared("Crypto", uses: "CCrypto", "CSodium", "Kernel"),
    shared("Contracts", uses: "JSON", "Kernel"),
    shared("SQLite", uses: "CSQLite"),
    shared("Compression", uses: "CZlib"),
    shared("Persistence", uses: "SQLite", "Contracts", "JSON", "Crypto", "Kernel"),
    shared(
      "Shipping", uses: "Persistence", "SQLite", "Compression", "CCurl", "Contracts", "JSON", "Crypto", "Kernel"),
    shared("Messaging", uses: "Persistence", "SQLite", "Contracts", "JSON", "Crypto", "Kernel"),
    shared("Kafka", uses: "CKafka", "Messaging", "Persistence", "Kernel"),
    shared("Inbound", uses: "Messaging", "Contracts", "JSON", "Kernel"),
    shared("HTTP", uses: "CMicrohttpd", "Kernel"),
    shared("Spreadsheet", uses: "CXlsxwriter"),
    shared("Documents", resources: web, uses: "CQrencode", "Kernel"),
    shared(
      "ServiceRuntime", resources: web, uses: "Documents", "Kafka", "Messaging", "Shipping", "Persistence", "SQLite",
      "Compression", "HTTP", "CCurl", "CJose", "Contracts", "JSON", "Crypto", "Kernel"),
    shared(
      "ServiceKit", uses: "ServiceRuntime", "Documents", "Inbound", "Messaging", "Persistence", "SQLite", "HTTP",
      "Contracts", "JSON", "Crypto", "Kernel"),
    testSupport(),
    service("Leads", runs: "leads", resources: web, uses: "Inbound"),
    service("Sales", runs: "sales", resources: web, uses: "Inbound", "Spreadsheet"),
    service("Finance", runs: "finance", uses: "Inbound", "Spreadsheet"),
    service("AfterSales", runs: "after-sales", resources: web),
    service("Reporting", runs: "reporting", resources: web, uses: "Spreadsheet"),
    code("CProcess"),
    console(),
    code("CBroker"),
    code("CPowerLoss", uses: "CSQLite"),
    tool("broker", at: "Broker", uses: "CBroker", "CKafka", "Contracts"),
    simulation(),
    code("CBenchmarks", uses: "CSQLite", "CKafka"),
    code("CRoute", uses: "CMicrohttpd"),
    benchmarks(),
    [
      test("Journey", ["Kafka"] + services),
      test("Fuzz", services),
    ],
  ].flatMap { $0 }
)

/// Modules by name, each once.
func on(_ modules: [String]) -> [Target.Dependency] { Set(modules).sorted().map { .byName(name: $0) } }

/// A C library of the distribution: its module map and shims, found by pkg-config.
func clibrary(_ name: String, _ package: String) -> [Target] {
  [.systemLibrary(name: name, path: "Shared/C/\(name)", pkgConfig: package)]
}

/// C code of our own, where no Swift can stand.
func code(_ name: String, uses modules: String...) -> [Target] {
  [
    .target(
      name: name, dependencies: on(modules), path: "Shared/C/\(name)", cSettings: [.treatAllWarnings(as: .error)])
  ]
}

/// A module under Shared, with its tests.
func shared(
  _ name: String, settings: [SwiftSetting] = strict, resources: [Resource] = [], uses modules: String...
) -> [Target] {
  [
    .target(
      name: name, dependencies: on(modules), path: "Shared/\(name)",
      exclude: (documented.contains(name) ? ["README.md"] : [])
        + (name == "Contracts" ? ["Consumers", "Schemas"] : []),
      resources: resources, swiftSettings: settings),
    test(name, [name] + modules + (name == "Persistence" ? ["CPowerLoss"] : [])),
  ]
}

/// What the tests share; it has no tests of its own.
func testSupport() -> [Target] {
  [
    .target(
      name: "TestSupport", dependencies: on(runtime + ["Kafka"]), path: "Shared/TestSupport", swiftSettings: strict)
  ]
}

/// The whole suite in one process, stepped from a seed: what the tests run some of and `compose/simulate` many.
func simulation() -> [Target] {
  [
    .target(
      name: "Simulation", dependencies: on(runtime + services + ["TestSupport"]), path: "Tests/Simulation",
      swiftSettings: strict),
    .executableTarget(
      name: "simulate", dependencies: ["Simulation"], path: "Tests/Simulate", swiftSettings: strict),
    test("Simulation", ["Simulation"]),
  ]
}

/// The suite beside its floors in C: `compose/benchmark`.
func benchmarks() -> [Target] {
  [
    .executableTarget(
      name: "benchmark", dependencies: on(runtime + services + ["Kafka", "CBenchmarks", "CRoute", "TestSupport"]),
      path: "Tests/Benchmarks", exclude: ["README.md"], swiftSettings: strict),
    .executableTarget(
      name: "empty-route", dependencies: ["CRoute"], path: "Tests/EmptyRoute",
      cSettings: [.treatAllWarnings(as: .error)]),
    test("Benchmarks", ["benchmark"]),
  ]
}

/// A service: rules, the service around them, the executable that composes it, and the tests of the first two.
func service(
  _ name: String, runs executable: String, resources: [Resource] = [], uses modules: String...
) -> [Target] {
  [
    .target(
      name: "\(name)Domain", dependencies: ["Kernel", "Contracts"], path: "Services/\(name)/Domain",
      swiftSettings: strict),
    .target(
      name: "\(name)Service", dependencies: on(runtime + ["\(name)Domain"] + modules),
      path: "Services/\(name)/Service", resources: resources, swiftSettings: strict),
    .executableTarget(
      name: executable, dependencies: on(["\(name)Service", "ServiceKit", "ServiceRuntime"]),
      path: "Services/\(name)/Main",
      swiftSettings: strict),
    test("\(name)Domain", ["\(name)Domain"]),
    test("\(name)Service", ["\(name)Service", "\(name)Domain"] + modules),
  ]
}

/// The operators' command line: what all commands share, the demo's year, the commands, the executable `joinery`, and the
/// tests of all but that.
func console() -> [Target] {
  let suite = ["ServiceRuntime", "Kafka", "Persistence", "Contracts", "JSON", "Kernel"]
  return [
    part("ConsoleKit", at: "Console/Kit", uses: suite + ["CCurl"]),
    part("Demo", at: "Console/Demo", uses: suite + ["Messaging", "ConsoleKit"]),
    part(
      "Console", at: "Console/Commands",
      uses: suite + [
        "Inbound", "Messaging", "SalesDomain", "Compression", "Crypto", "CProcess", "ServiceKit", "Documents",
        "ConsoleKit", "Demo", "Shipping",
      ]),
    .executableTarget(
      name: "joinery", dependencies: ["Console"], path: "Services/Console/Main", swiftSettings: strict),
    test("Console", ["Console", "ConsoleKit", "Demo", "Kafka"] + services),
  ]
}

/// A module of a command line.
func part(_ name: String, at folder: String, uses modules: [String]) -> Target {
  .target(name: name, dependencies: on(modules), path: "Services/\(folder)", swiftSettings: strict)
}

/// A command line without a service of its own.
func tool(_ name: String, at folder: String, uses modules: String...) -> [Target] {
  [
    .executableTarget(
      name: name, dependencies: on(modules), path: "Services/\(folder)", swiftSettings: strict)
  ]
}

/// Tests of a module, of a service, or of all of it. Golden files are read from where they stand.
func test(_ name: String, _ modules: [String]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: on(runtime + modules + ["TestSupport"]), path: "Tests/\(name)Tests",
    exclude: ["Contracts": ["Golden"], "Fuzz": ["Corpus"], "ReportingService": ["Timeline.golden"]][name] ?? [],
    swiftSettings: strict)
}

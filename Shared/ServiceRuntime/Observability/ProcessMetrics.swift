import Glibc
import Kernel

extension Metrics {
  /// Adds what every process tells: its version, memory, file descriptors, processor time and start.
  public func addProcess(service: String, version: String) {
    gauge("joinery_build_info", "The service and its version; the value is always 1.", labels: ["service", "version"]) {
      [([service, version], 1)]
    }
    gauge("process_resident_memory_bytes", "Resident memory in bytes.") {
      ProcessFigures.residentBytes.map { [([], $0)] } ?? []
    }
    gauge("process_open_fds", "Open file descriptors.") {
      ProcessFigures.openFileDescriptors.map { [([], $0)] } ?? []
    }
    counter("process_cpu_seconds_total", "Processor time spent by user and system in seconds.") {
      ProcessFigures.processorSeconds.map { [([], $0)] } ?? []
    }
    gauge("process_start_time_seconds", "Start of the process in seconds since 1970.") {
      ProcessFigures.startSeconds.map { [([], $0)] } ?? []
    }
  }

  /// Adds when the first certificate of each use ends.
  func addCertificates(_ expiry: @escaping @Sendable () -> CertificateExpiry) {
    gauge(
      "joinery_certificate_expiry_timestamp_seconds", "End of the first certificate that ends, in seconds since 1970.",
      labels: ["use"]
    ) {
      let ends = expiry()
      return [("http", ends.http), ("kafka", ends.kafka)].compactMap { use, end in
        end.map { ([use], Double($0.milliseconds / 1000)) }
      }
    }
  }

  /// The histogram of all requests answered: by route pattern (never the path, which is unbounded), method and status.
  public func requestDurations() -> Histogram {
    histogram(
      "http_server_request_duration_seconds", "Time from the whole request to its answer in seconds.",
      labels: ["route", "method", "status"])
  }
}

/// What Linux tells of this process under `/proc`; nil where it does not.
private enum ProcessFigures {
  static var residentBytes: Double? {
    let fields = readText("/proc/self/statm")?.split(separator: " ")
    return fields.flatMap { $0.count > 1 ? Double($0[1]) : nil }.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
  }

  static var openFileDescriptors: Double? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var entries = 0
    while readdir(folder) != nil { entries += 1 }
    // Not counted: the two dots and the descriptor that reads this folder.
    return Double(entries - 3)
  }

  static var processorSeconds: Double? {
    guard let fields = statistics, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
    return (user + system) / ticks
  }

  static var startSeconds: Double? {
    guard let fields = statistics, let sinceBoot = Double(fields[19]),
      let line = readText("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
      let boot = Double(line.dropFirst(6))
    else { return nil }
    return boot + sinceBoot / ticks
  }

  private static var ticks: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }

  /// The fields of `/proc/self/stat` after the name, which may hold blanks and parentheses itself.
  private static var statistics: [Substring]? {
    guard let text = readText("/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[end...].dropFirst(2).split(separator: " ")
    return fields.count > 19 ? fields : nil
  }
}
